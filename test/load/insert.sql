\set number random(0, 1000000000)
\set tenth random(1, 10)
\set fault random(1, 7)
\if :tenth > 1
\set fault 0
\endif
SELECT take_in(:fault, :number);
