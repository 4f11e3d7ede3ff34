"""What stops a run, by subject: a module a subject, a class a situation."""
