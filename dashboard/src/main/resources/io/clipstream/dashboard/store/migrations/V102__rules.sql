-- What one checkpoint made of pictures under one revision of a label set.
create index result_rules on result (checkpoint, label_set, revision, tagged_at desc, id desc);
