/* mod_conflexes: ../oracle/mod_conflex.c for many files in one process, so that thousands take a second.
 *
 * ConfLexes FOLDER COUNT reads FOLDER/0 .. FOLDER/COUNT-1; before each file's directives a line {"file":N}, and
 * {"error":LINE} where a file cannot be read to its end. Then the process ends with status 0.
 */
#include "httpd.h"
#include "http_config.h"
#include "util_varbuf.h"
#include "apr_strings.h"
#include <stdio.h>
#include <stdlib.h>

static void put(const char *s)
{
    putchar('"');
    for (; *s; ++s) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') printf("\\%c", c);
        else if (c < 0x20 || c >= 0x7f) printf("\\u%04x", c);
        else putchar(c);
    }
    putchar('"');
}

static void lex(apr_pool_t *pool, const char *path)
{
    ap_configfile_t *f;
    struct ap_varbuf vb;
    apr_status_t rc;

    if (ap_pcfg_openfile(&f, pool, path) != APR_SUCCESS) { printf("{\"error\":0}\n"); return; }
    ap_varbuf_init(pool, &vb, 8192);
    while ((rc = ap_varbuf_cfg_getline(&vb, f, 16 * 1024 * 1024)) == APR_SUCCESS) {
        const char *rest = vb.buf;
        int n = 0;
        if (*rest == '\0' || *rest == '#') continue;
        printf("{\"line\":%u,\"name\":", f->line_number);
        put(ap_getword_conf(pool, &rest));
        printf(",\"args\":[");
        while (*rest) {
            if (n++) putchar(',');
            put(ap_getword_conf(pool, &rest));
        }
        printf("]}\n");
    }
    if (rc != APR_EOF) printf("{\"error\":%u}\n", f->line_number);
    ap_cfg_closefile(f);
}

static const char *conf_lexes(cmd_parms *cmd, void *dummy, const char *folder, const char *count)
{
    int n;

    (void)dummy;
    for (n = 0; n < atoi(count); ++n) {
        apr_pool_t *pool;
        apr_pool_create(&pool, cmd->temp_pool);
        printf("{\"file\":%d}\n", n);
        lex(pool, apr_psprintf(pool, "%s/%d", folder, n));
        apr_pool_destroy(pool);
    }
    fflush(stdout);
    exit(0);
}

static const command_rec cmds[] = {
    AP_INIT_TAKE2("ConfLexes", conf_lexes, NULL, RSRC_CONF | EXEC_ON_READ, "folder and count of files to lex"),
    { NULL }
};

AP_DECLARE_MODULE(conflexes) = { STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, cmds, NULL };
