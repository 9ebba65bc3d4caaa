--
-- What an administrator would tell the planner about the machine: the table is in memory,
-- where a page out of turn costs a little more than the next one
--
SET random_page_cost = 1.3;
SET effective_cache_size = '16GB';
