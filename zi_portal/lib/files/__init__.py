"""Files of any size: on disk, in a bucket, sent, scanned, zipped."""
