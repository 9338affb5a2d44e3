"""judge: what arrived put on file, what waits judged, decided and answered, what is approved released.

By night for all units (`flows.nightly`), at once for one (`flows.acts`). Most modules read the record, which is to be
opened first; `work`, `replies`, `turns` and `entered` do not.
"""
