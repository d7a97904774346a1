"""Runs Keystone on 127.0.0.1: run-keystone.py PORT, with OS_KEYSTONE_CONFIG_DIR and OS_KEYSTONE_CONFIG_FILES set.

By waitress: it takes chunked bodies, which HttpClient sends. One thread: the cache and SQLite are of this process alone.
"""
import sys

import waitress
from keystone.server.wsgi import initialize_public_application

port = int(sys.argv[1])
sys.argv = sys.argv[:1]  # Keystone reads the rest as its own options.
waitress.serve(initialize_public_application(), host='127.0.0.1', port=port, threads=1)
