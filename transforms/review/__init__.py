"""What a person should look at, and the rows in which that is asked."""
