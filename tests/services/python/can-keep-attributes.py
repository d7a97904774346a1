"""Whether a folder's file system has user attributes, in which Swift keeps what it knows of an object: exit code 0 or 1."""
import os
import sys

try:
    os.setxattr(sys.argv[1], 'user.db2backup', b'1')
    os.removexattr(sys.argv[1], 'user.db2backup')
except OSError:
    sys.exit(1)
