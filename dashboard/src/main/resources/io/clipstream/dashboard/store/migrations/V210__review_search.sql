-- Reviews of many pictures are looked up by their offsets, of which hardly two are the same.
drop index review_place;
create index review_place on review (image_offset, image_part, image_topic);

-- What waits of a label in one of several sets that have it.
create index review_item_label_set on review_item
  (decided, label, label_set, severity desc, tagged_at, result_id);
