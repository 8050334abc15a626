-- Every revision of a label set that came into force, as the page has it; without a number it is a
-- deletion. The topic has one partition.
create table label_revision (
  record_offset bigint primary key,
  set_key varchar(32) not null,
  revision bigint,
  published_at bigint not null,
  published_by varchar(240),
  labels int not null,
  content text
);

create index label_revision_set on label_revision (set_key, record_offset desc);
