"""The files of ``output/``: written whole, redone only where their inputs changed, compared.

=========================  ================================================================
`symkl.build.atomic`       writing a file so that it is old or new at any moment
`symkl.build.fingerprint`  the hashes of everything that an output depends on
`symkl.build.manifest`     what stands in the folder, and what it was made from
`symkl.build.products`     bringing a folder up to date, and saying where it is not
=========================  ================================================================

Nothing here knows what the files say, and nothing is imported that takes time to load:
comparing hashes has to be quick.
"""
