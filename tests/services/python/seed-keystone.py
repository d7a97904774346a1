"""Makes what the tests need in a fresh Keystone, over its own API: seed-keystone.py IDENTITY_URL SWIFT_PROXY_URL

Two domains with a project and a user of the same names each, a reader, an application credential, and a catalog of two
regions of which the second leads nowhere. Prints what a shell can evaluate.
"""
import json
import sys
import urllib.request

identity, swift = sys.argv[1:]
http = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, path, body=None, token=None):
    request = urllib.request.Request(identity + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header('Content-Type', 'application/json')
    if token:
        request.add_header('X-Auth-Token', token)
    with http.open(request, timeout=60) as answer:
        text = answer.read()
        return answer.headers.get('X-Subject-Token'), json.loads(text) if text else None


def sign_in(user, password, domain, project):
    user = {'name': user, 'password': password, 'domain': {'name': domain}}
    scope = {'project': {'name': project, 'domain': {'name': domain}}}
    return call('POST', '/auth/tokens', {'auth': {'identity': {'methods': ['password'], 'password': {'user': user}}, 'scope': scope}})[0]


admin = sign_in('admin', 'admin-key', 'Default', 'admin')
roles = {role['name']: role['id'] for role in call('GET', '/roles', token=admin)[1]['roles']}


def make(kind, **values):
    return call('POST', '/%ss' % kind, {kind: values}, admin)[1][kind]['id']


def make_user(name, password, domain, project, role):
    user = make('user', name=name, password=password, domain_id=domain)
    call('PUT', '/projects/%s/users/%s/roles/%s' % (project, user, roles[role]), token=admin)
    return user


make_user('swift', 'swift-key', 'default', make('project', name='service', domain_id='default'), 'admin')
backup = make('project', name='backup', domain_id='default')
dba = make_user('dba', 'dba-key', 'default', backup, 'member')
make_user('reader', 'reader-key', 'default', backup, 'reader')  # signs in; Swift refuses it everything
corp = make('domain', name='corp')
corp_backup = make('project', name='backup', domain_id=corp)
make_user('dba', 'corp-key', corp, corp_backup, 'member')

account = swift + '/v1/AUTH_%(tenant_id)s'
store = make('service', name='swift', type='object-store')
for interface in ('public', 'internal', 'admin'):
    make('endpoint', service_id=store, interface=interface, region_id='RegionOne', url=account)
call('POST', '/regions', {'region': {'id': 'RegionTwo'}}, admin)
make('endpoint', service_id=store, interface='public', region_id='RegionTwo', url='http://127.0.0.1:1/v1/AUTH_%(tenant_id)s')

token = sign_in('dba', 'dba-key', 'Default', 'backup')
application = call('POST', '/users/%s/application_credentials' % dba, {'application_credential': {'name': 'backups', 'secret': 'application-key'}},
                   token)[1]['application_credential']['id']
ec2 = call('POST', '/users/%s/credentials/OS-EC2' % dba, {'tenant_id': backup}, token)[1]['credential']

for name, value in {
    'URL': identity, 'USER': 'dba', 'PASSWORD': 'dba-key', 'USER_ID': dba, 'DOMAIN': 'Default', 'PROJECT': 'backup', 'PROJECT_ID': backup,
    'READER': 'reader', 'READER_PASSWORD': 'reader-key', 'CORP_DOMAIN': 'corp', 'CORP_PASSWORD': 'corp-key', 'CORP_PROJECT_ID': corp_backup,
    'APPLICATION_ID': application, 'APPLICATION_NAME': 'backups', 'APPLICATION_SECRET': 'application-key', 'REGION': 'RegionOne', 'OTHER_REGION': 'RegionTwo',
    'SWIFT': swift, 'S3_ACCESS_KEY': ec2['access'], 'S3_SECRET_KEY': ec2['secret'],
}.items():
    print('export DB2TEST_KEYSTONE_%s=%s' % (name, value))
