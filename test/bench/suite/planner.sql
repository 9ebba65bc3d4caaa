--
-- What an administrator would tell the planner about the machine: the table is in memory
--
SET random_page_cost = 1;
SET effective_cache_size = '16GB';
