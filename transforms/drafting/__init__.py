"""A new campaign folder out of an export, and next year's out of last year's; whoever runs one needs none of it."""
