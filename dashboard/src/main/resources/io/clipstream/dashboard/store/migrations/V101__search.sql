-- Searches by the best tag's score; and by a label with scores, without a look at the tags themselves.
create index result_score on result (top_score, tagged_at desc, id desc);
drop index result_tag_label;
create index result_tag_label on result_tag (label, tagged_at desc, result_id desc, score);
