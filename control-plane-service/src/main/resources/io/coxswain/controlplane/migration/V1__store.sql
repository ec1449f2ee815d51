-- One row that every writer locks and none updates: updating a hot row collapses under a long snapshot.
-- horizon: revisions below are expired. base_revision: no revision is given at or below it; raised with the epoch.
create table store_meta (
    id smallint primary key check (id = 1),
    epoch bigint not null,
    base_revision bigint not null,
    horizon bigint not null,
    timeline integer not null,
    system_identifier bigint not null,
    cluster_id uuid not null
) with (fillfactor = 10);

insert into store_meta
select 1, 1, 1, 1,
       ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::integer,
       (pg_control_system()).system_identifier,
       gen_random_uuid();

-- What the newest revision was at a time: from it the horizon moves by time alone.
create table revision_mark (
    at timestamptz primary key,
    revision bigint not null
);

create table resource (
    id smallint primary key,
    name text collate "C" not null unique
);

-- The current state. No index but the key: updates stay within their page, selectors work in the cache.
-- No foreign keys: rows are written by commit_batch alone, with identifiers that it was given.
create table object (
    revision bigint not null,
    create_revision bigint not null,
    resource smallint not null,
    namespace text collate "C" not null,
    name text collate "C" not null,
    uid text not null,
    attributes text not null,
    body bytea not null,
    primary key (resource, namespace, name)
) with (fillfactor = 70);
alter table object alter column body set storage external;

-- Every change in commit order, dense within an epoch. Partitions are made and dropped by the service.
-- type: 0 created, 1 updated, 2 deleted; the body of a deletion is the last one.
-- previous_body: only where the version before is so old that it may have left this log.
create table change (
    revision bigint not null,
    create_revision bigint not null,
    previous_revision bigint,
    at timestamptz not null,
    batch uuid not null,
    resource smallint not null,
    type smallint not null,
    namespace text collate "C" not null,
    name text collate "C" not null,
    uid text not null,
    attributes text not null,
    previous_attributes text,
    body bytea not null,
    previous_body bytea,
    primary key (revision)
) partition by range (revision);
alter table change alter column body set storage external;
alter table change alter column previous_body set storage external;

-- The newest revision that was given.
create function current_revision() returns bigint language plpgsql volatile as $$
declare
    last_revision bigint;
    base bigint;
begin
    select m.base_revision into base from store_meta m where m.id = 1;
    select c.revision into last_revision from change c order by c.revision desc limit 1;
    return greatest(last_revision, base);
end $$;

-- Commits a batch of units. Each array has one entry for each check or write, in order; those with the same number
-- in p_unit hold and happen together or not at all. No key may be written twice or read after it was written.
--   p_type: 0 create, 1 update, 2 delete, 3 is unchanged, 4 is absent
-- Returns a row for each write that happened (ok) and for each compare that failed (not ok, with what is there now).
-- The lock comes before every read, each in a statement of its own: what was committed before is seen.
create function commit_batch(
    p_batch uuid,
    p_at timestamptz,
    p_epoch bigint,
    p_seen bigint,
    p_unit integer[],
    p_type smallint[],
    p_resource smallint[],
    p_namespace text[],
    p_name text[],
    p_expected bigint[],
    p_uid text[],
    p_attributes text[],
    p_body bytea[])
returns table (
    ordinal integer,
    ok boolean,
    epoch bigint,
    revision bigint,
    create_revision bigint,
    uid text,
    attributes text,
    body bytea)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    meta store_meta%rowtype;
    last_revision bigint;
    new_revision bigint;
begin
    select * into meta from store_meta m where m.id = 1 for update;
    last_revision := current_revision();
    if meta.epoch = p_epoch and last_revision < p_seen then
        raise exception 'revision % is behind %', last_revision, p_seen using errcode = 'CX001';
    end if;

    return query
    with given as materialized (
        select g.*
        from unnest(p_unit, p_type, p_resource, p_namespace, p_name, p_expected, p_uid, p_attributes, p_body)
            with ordinality as g(unit, type, resource, namespace, name, expected, uid, attributes, body, ordinal)
    ), compared as materialized (
        select g.ordinal::integer as ordinal, g.type, g.resource, g.namespace, g.name,
               g.uid as new_uid, g.attributes as new_attributes, g.body as new_body,
               o.revision, o.create_revision, o.uid, o.attributes, o.body,
               case when g.type in (0, 4) then o.revision is null
                    else o.revision is not null and o.revision = g.expected end as holds,
               g.unit
        from given g
        left join object o on o.resource = g.resource and o.namespace = g.namespace and o.name = g.name
    ), decided as materialized (
        select c.*, bool_and(c.holds) over (partition by c.unit) and c.type <= 2 as happens from compared c
    ), numbered as materialized (
        select d.*, last_revision + sum(d.happens::integer) over (order by d.ordinal) as new_revision from decided d
    ), created as (
        insert into object (revision, create_revision, resource, namespace, name, uid, attributes, body)
        select n.new_revision, n.new_revision, n.resource, n.namespace, n.name, n.new_uid, n.new_attributes, n.new_body
        from numbered n where n.happens and n.type = 0
    ), updated as (
        update object o
        set revision = n.new_revision, attributes = n.new_attributes, body = n.new_body
        from numbered n
        where n.happens and n.type = 1
          and o.resource = n.resource and o.namespace = n.namespace and o.name = n.name
    ), deleted as (
        delete from object o using numbered n
        where n.happens and n.type = 2
          and o.resource = n.resource and o.namespace = n.namespace and o.name = n.name
    ), logged as (
        insert into change (revision, create_revision, previous_revision, at, batch, resource, type, namespace, name,
                            uid, attributes, previous_attributes, body, previous_body)
        select n.new_revision, coalesce(n.create_revision, n.new_revision), n.revision, p_at, p_batch,
               n.resource, n.type, n.namespace, n.name,
               coalesce(n.uid, n.new_uid),
               case when n.type = 2 then n.attributes else n.new_attributes end,
               n.attributes,
               case when n.type = 2 then n.body else n.new_body end,
               case when n.type = 1 and n.revision <= meta.horizon then n.body end
        from numbered n where n.happens order by n.ordinal
    )
    select n.ordinal, n.happens, meta.epoch,
           case when n.happens then n.new_revision::bigint else n.revision end,
           case when n.happens and n.type = 0 then n.new_revision::bigint else n.create_revision end,
           case when n.happens and n.type = 0 then n.new_uid else n.uid end,
           n.attributes,
           case when n.happens and n.type <> 2 then null else n.body end
    from numbered n where n.happens or not n.holds
    order by n.ordinal;

    new_revision := current_revision();
    if new_revision > last_revision then
        perform pg_notify('coxswain_store', new_revision::text);
    end if;
end $$;

create function store_timeline() returns integer language sql volatile as $$
    select ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::integer
$$;

create function store_status() returns table (epoch bigint, horizon bigint, revision bigint, same_server boolean)
language sql volatile as $$
    select m.epoch, m.horizon, current_revision(),
           m.timeline = store_timeline() and m.system_identifier = (pg_control_system()).system_identifier
    from store_meta m where m.id = 1
$$;

-- Begins a new epoch unless p_epoch has ended already; gives the epoch that holds now.
create function raise_epoch(p_epoch bigint, p_seen bigint, p_jump bigint) returns bigint language plpgsql as $$
declare
    meta store_meta%rowtype;
    base bigint;
begin
    select * into meta from store_meta m where m.id = 1 for update;
    if meta.epoch <> p_epoch then
        return meta.epoch;
    end if;
    base := greatest(current_revision(), p_seen) + p_jump;
    update store_meta set epoch = meta.epoch + 1, base_revision = base, horizon = base, timeline = store_timeline(),
        system_identifier = (pg_control_system()).system_identifier
    where id = 1;
    perform pg_notify('coxswain_store', base::text);
    return meta.epoch + 1;
end $$;

-- Notes the revision of now, unless that was done within p_interval, and moves the horizon to the revision of
-- p_retention ago. Gives the revision below which the change log is needed no more, null where there is none.
create function advance_horizon(p_at timestamptz, p_interval interval, p_retention interval) returns bigint
language plpgsql as $$
declare
    old_revision bigint;
    unused bigint;
begin
    if not exists (select from revision_mark where at > p_at - p_interval) then
        insert into revision_mark values (p_at, current_revision()) on conflict do nothing;
    end if;
    select max(revision) into old_revision from revision_mark where at <= p_at - p_retention;
    update store_meta set horizon = old_revision where id = 1 and horizon < old_revision;
    -- A version that was replaced above the horizon of its time must stay readable for as long again.
    select max(revision) into unused from revision_mark where at <= p_at - 2 * p_retention;
    delete from revision_mark
    where at < (select max(at) from revision_mark where at <= p_at - 2 * p_retention);
    return unused;
end $$;
