-- The keys that bodies are sealed with, each wrapped by a key that lies in a file outside of this database.
-- The newest one seals; all of them open. Rows are never removed: the change log and backups still hold what they sealed.
create table data_key (
    id uuid primary key,
    created_at timestamptz not null,
    wrapped bytea not null
);
