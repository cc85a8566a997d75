import { nearest } from '../../../core/nearest.ts';

/** Modules by Debian's names: those of its apache2, and those that its other packages bring along. */
const known: readonly string[] = [
  'access_compat actions alias allowmethods asis auth_basic auth_digest auth_form authn_anon authn_core authn_dbd',
  'authn_dbm authn_file authn_socache authnz_fcgi authnz_ldap authz_core authz_dbd authz_dbm authz_groupfile authz_host',
  'authz_owner authz_user autoindex brotli buffer cache cache_disk cache_socache cern_meta cgi cgid charset_lite',
  'data dav dav_fs dav_lock dbd deflate dialup dir dump_io echo env expires ext_filter file_cache filter headers',
  'heartbeat heartmonitor http2 ident imagemap include info lbmethod_bybusyness lbmethod_byrequests',
  'lbmethod_bytraffic lbmethod_heartbeat ldap log_debug log_forensic lua macro md mime mime_magic mpm_event',
  'mpm_prefork mpm_worker negotiation proxy proxy_ajp proxy_balancer proxy_connect proxy_express proxy_fcgi',
  'proxy_http proxy_fdpass proxy_ftp proxy_hcheck proxy_html proxy_http2 proxy_scgi proxy_uwsgi proxy_wstunnel',
  'ratelimit reflector remoteip reqtimeout request rewrite sed session session_cookie session_crypto session_dbd',
  'setenvif slotmem_plain slotmem_shm socache_dbm socache_memcache socache_redis socache_shmcb speling ssl status',
  'substitute suexec tls unique_id userdir usertrack vhost_alias xml2enc',
  'auth_cas auth_gssapi auth_mellon auth_openidc auth_pgsql auth_plain auth_pubtkt auth_tkt authn_sasl authn_yubikey',
  'authnz_external authnz_pam authz_svn authz_unixgroup bw dav_svn dnssd encoding evasive fcgid geoip jk ldap_userdir',
  'log_sql mapcache maxminddb mono mpm_itk neko passenger perl python python3 qos rivet rpaf ruid2 security2 shib',
  'tile upload_progress uwsgi vhost_ldap wsgi xsendfile',
].flatMap((line) => line.split(' '));

/** The module that somebody means by a name that Debian has not: `mod_rewrite`, `rewrite_module`, `rewrit`. */
export function meantModule(name: string): string | undefined {
  if (known.includes(name) || /^php[\d.]*$/u.test(name)) return undefined;
  const plain = name
    .replace(/\.(?:load|conf|so|c)$/u, '')
    .replace(/^mod_/u, '')
    .replace(/_module$/u, '');
  return known.includes(plain)
    ? plain
    : (nearest(plain, known) ?? (name.startsWith('mod_') ? plain : undefined));
}
