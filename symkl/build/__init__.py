"""The files of ``output/``: made, written whole, redone where their inputs changed, compared.

=========================  ================================================================
`symkl.build.atomic`       writing a file so that it is old or new at any moment
`symkl.build.fingerprint`  the hashes of everything that an output depends on
`symkl.build.manifest`     what stands in the folder, and what it was made from
`symkl.build.updating`     bringing a folder up to date, and saying where it is not
`symkl.build.cache`        what the last build on this machine found
`symkl.build.workshop`     which files there are, and how each is made
`symkl.build.checking`     all of them proved, measured and compared
=========================  ================================================================

But for the last two, with `symkl.build.opinions`, `symkl.build.proving` and
`symkl.build.exporting`, nothing here knows what the files say, and nothing is imported that takes
time to load: comparing hashes has to be quick.
"""
