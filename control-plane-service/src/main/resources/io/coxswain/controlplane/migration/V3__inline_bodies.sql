-- Bodies of usual size stay in their row: out of it, each update leaves dead chunks behind and touches one more index.
-- The partitions of the change log get the like when they are made.
alter table object set (toast_tuple_target = 4080);
