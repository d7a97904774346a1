"""Runs one of Swift's servers: run-swift.py KIND SWIFT_CONF SERVER_CONF

Swift has the path of swift.conf fixed in its code, and wants a syslog; neither is to be had for a server of a test.
"""
import logging
import runpy
import sys

import swift.common.utils as utils

kind, swift_conf, server_conf = sys.argv[1:]
utils.SWIFT_CONF_FILE = swift_conf
# Whatever a swift.conf of the system said at import is forgotten; ours is read on first use.
utils.HASH_PATH_PREFIX = utils.HASH_PATH_SUFFIX = b''


class NoSyslog(logging.NullHandler):
    def __init__(self, *args, **options):
        super().__init__()


utils.ThreadSafeSysLogHandler = NoSyslog
program = '/usr/bin/swift-%s-server' % kind
sys.argv = [program, server_conf, 'verbose']
runpy.run_path(program, run_name='__main__')
