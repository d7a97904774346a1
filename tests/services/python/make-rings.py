"""Writes the rings of a Swift of one disk: make-rings.py FOLDER ACCOUNT_PORT CONTAINER_PORT OBJECT_PORT"""
import os
import sys

from swift.common.ring import RingBuilder

folder = sys.argv[1]
PART_POWER, REPLICAS, MIN_PART_HOURS = 3, 1, 0
for name, port in zip(('account', 'container', 'object'), sys.argv[2:]):
    builder = RingBuilder(PART_POWER, REPLICAS, MIN_PART_HOURS)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'disk', 'weight': 1, 'meta': ''})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, name + '.ring.gz'))
