-- Which kind of held event it is, where people or programs treat it by its kind. A build that does not know the column leaves it empty.
ALTER TABLE inbox ADD COLUMN outcome_code text;
