-- A picture that was tried is looked for among what was refused, by its key.
create index dead_letter_image on dead_letter (image_key, refused_at desc);
create index dead_letter_topic on dead_letter (topic, refused_at desc, id desc);
