"""The way: what happens to a submission, verb by verb: receive, read, check, reply, decide, curate, publish, chase.

Before them stand `chamber` and `gate`, through which every file goes, and `office`, where they happen. `judge` joins
them to the record, `nightly` does so for all units with Prefect, `acts` at once for one, and `cli` is a command a verb.
A room imports only those before it: faults, chamber, gate, receive, read, check, rulebook, plausibility, office,
template, reply, decide, review, curate, publish, chase, bulletin, data, proposals, sample, precheck, judge, nightly,
acts, cli.
"""
