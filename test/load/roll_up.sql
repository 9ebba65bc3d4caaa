SELECT roll_up_batch();
