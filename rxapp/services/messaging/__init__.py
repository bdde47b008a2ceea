"""Messages: what is owed to whom (plan), judged when due (run_steps), leaving once (deliver), and tasks for people."""
