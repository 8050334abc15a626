-- How often two reviewers of one picture said the same, counted as reviews come and go: to count them
-- anew takes the longer the more there are. This is of the reviews; it can be made of them again.
create table agreement (
  kind varchar(16) not null, -- REVIEWER or LABEL
  name varchar(240) not null,
  pairs bigint not null,
  agreed bigint not null,
  primary key (kind, name)
);

create index agreement_most on agreement (kind, pairs desc, name);

-- Of the reviews that an older index has.
insert into agreement (kind, name, pairs, agreed)
  select 'REVIEWER', reviewer, count(*), sum(agreed) from (
    select a.reviewer, case when a.decision = b.decision then 1 else 0 end as agreed
    from review a join review b on b.image_key = a.image_key and b.image_topic = a.image_topic
    and b.image_part = a.image_part and b.image_offset = a.image_offset
    and b.label_set = a.label_set and a.reviewer < b.reviewer
    where not a.undone and not b.undone
    union all
    select b.reviewer, case when a.decision = b.decision then 1 else 0 end
    from review a join review b on b.image_key = a.image_key and b.image_topic = a.image_topic
    and b.image_part = a.image_part and b.image_offset = a.image_offset
    and b.label_set = a.label_set and a.reviewer < b.reviewer
    where not a.undone and not b.undone
  ) each_side group by reviewer;

insert into agreement (kind, name, pairs, agreed)
  select 'LABEL', label, count(*), sum(case when confirmed = 1 then 0 else 1 end) from (
    select label, sum(confirmed) as confirmed from (
    select a.part as pa, a.record_offset as oa, b.part as pb, b.record_offset as ob, l.label,
      case when l.confirmed then 1 else 0 end as confirmed
    from review a join review b on b.image_key = a.image_key and b.image_topic = a.image_topic
    and b.image_part = a.image_part and b.image_offset = a.image_offset
    and b.label_set = a.label_set and a.reviewer < b.reviewer
    join review_label l on l.part = a.part and l.record_offset = a.record_offset
    where not a.undone and not b.undone
    union all
    select a.part as pa, a.record_offset as oa, b.part as pb, b.record_offset as ob, l.label,
      case when l.confirmed then 1 else 0 end as confirmed
    from review a join review b on b.image_key = a.image_key and b.image_topic = a.image_topic
    and b.image_part = a.image_part and b.image_offset = a.image_offset
    and b.label_set = a.label_set and a.reviewer < b.reviewer
    join review_label l on l.part = b.part and l.record_offset = b.record_offset
    where not a.undone and not b.undone
    ) sides group by pa, oa, pb, ob, label
  ) named group by label;

create index review_undo_newest on review_undo (undone_at desc);
