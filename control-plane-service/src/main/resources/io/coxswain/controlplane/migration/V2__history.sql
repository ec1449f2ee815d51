-- What people read: the current objects and the change log with names for numbers and JSON for bodies. A body is a
-- format byte (1: plain JSON), four bytes of offset, and the text. The content of Secrets never leaves these views.
create view current_object as
select o.revision, o.create_revision, r.name as resource, o.namespace, o.name, o.uid
from object o join resource r on r.id = o.resource;

create view object_change as
select c.revision, c.at, r.name as resource, c.namespace, c.name, c.uid,
       case c.type when 0 then 'CREATED' when 1 then 'UPDATED' else 'DELETED' end as type,
       case when r.name <> 'secrets' and get_byte(c.body, 0) = 1
            then convert_from(substr(c.body, 6), 'UTF8') end as body
from change c join resource r on r.id = c.resource;
