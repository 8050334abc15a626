-- What reviewers decided, by the places of the records; and what waits for them.

create table review (
  part int not null,
  record_offset bigint not null,
  review_id varchar(240),
  image_id varchar not null,
  image_key varchar(32) not null,
  image_topic varchar(249),
  image_part int,
  image_offset bigint,
  label_set varchar(240),
  revision bigint,
  checkpoint varchar(240),
  decision varchar(16) not null,
  caption varchar,
  reviewer varchar(240),
  reviewed_at bigint not null,
  undone boolean not null,
  primary key (part, record_offset)
);

create unique index review_once on review (review_id);
create index review_image on review (image_key, reviewed_at desc);
create index review_place on review (image_topic, image_part, image_offset);
create index review_newest on review (reviewed_at desc);

create table review_label (
  part int not null,
  record_offset bigint not null,
  label varchar(240) not null,
  confirmed boolean not null,
  primary key (part, record_offset, label),
  foreign key (part, record_offset) references review (part, record_offset) on delete cascade
);

create index review_label_label on review_label (label);

create table review_undo (
  part int not null,
  record_offset bigint not null,
  undo_id varchar(240),
  image_key varchar(32) not null,
  undoes varchar(240),
  reviewer varchar(240),
  undone_at bigint not null,
  primary key (part, record_offset)
);

create unique index review_undo_once on review_undo (undo_id);

-- Thresholds of the revisions that were in force, since tag events carry none.
create table label_rule (
  label_set varchar(240) not null,
  revision bigint not null,
  label varchar(240) not null,
  place int not null,
  threshold real not null,
  action varchar(16) not null,
  primary key (label_set, revision, label)
);

-- A picture that somebody should look at, with one label set: the newest result of it. It is decided
-- once as many reviewers said something of it as it was chosen for.
create table review_item (
  result_id bigint not null primary key references result (id) on delete cascade,
  image_key varchar(32) not null,
  image_topic varchar(249) not null,
  image_part int not null,
  image_offset bigint not null,
  label_set varchar(240) not null,
  revision bigint not null,
  queue varchar(16) not null,
  severity int not null,
  label varchar(240) not null,
  score real not null,
  threshold real,
  tagged_at bigint not null,
  decided boolean not null,
  reviewer varchar(240) -- who decided, as long as another is to decide too
);

create unique index review_item_once on review_item
  (image_topic, image_part, image_offset, label_set);
create index review_item_next on review_item (decided, severity desc, tagged_at, result_id);
create index review_item_label on review_item (decided, label, severity desc, tagged_at, result_id);
create index review_item_set on review_item (decided, label_set, severity desc, tagged_at, result_id);
create index review_item_count on review_item (decided, queue, label_set, label, reviewer);
create index review_item_image on review_item (image_key);
