-- How far each receiver of webhooks was told. The one thing here that the topics do not say: it
-- outlives an index that is made again (IndexDatabase).
create table webhook_position (
  receiver varchar(32) not null,
  topic varchar(249) not null,
  topic_id varchar(40) not null,
  part int not null,
  next_offset bigint not null,
  primary key (receiver, topic, part)
);
