\set number random(0, 1000000000)
SELECT look_at(:number);
