-- The last number given in a community's register in a year, apart for 劝和 (QH) and files of 人民调解 (DS).
CREATE TABLE case_counter (
  prefix text PRIMARY KEY,
  last integer NOT NULL
);
