"""The way: what happens to a submission, verb by verb: receive, read, check, reply, decide, curate, publish, chase."""
