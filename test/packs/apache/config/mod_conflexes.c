/* mod_conflexes: ../oracle/mod_conflex.c for many files in one process, so that thousands take a second.
 *
 * ConfLexes FOLDER COUNT reads FOLDER/0 .. FOLDER/COUNT-1; before each file's directives a line {"file":N}, and
 * {"error":LINE} where a file cannot be read to its end. Then the process ends with status 0.
 *
 * ConfTrees FOLDER COUNT does the same with the tree that Apache builds of a file before it looks at what the
 * directives mean: {"depth":D,"line":L,"name":N,"args":[...]}, a section's arguments up to its last >
 * ("open":true where there is none), or {"error":LINE,"said":MESSAGE}.
 */
#include "httpd.h"
#include "http_config.h"
#include "util_varbuf.h"
#include "apr_lib.h"
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
        else putchar_unlocked(c);
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

static void print_nodes(apr_pool_t *pool, const ap_directive_t *node, int depth)
{
    for (; node; node = node->next) {
        char *text = apr_pstrdup(pool, node->args), *end = strrchr(text, '>');
        const char *rest = text;
        int n = 0;
        int open = node->directive[0] == '<' && !end;
        /* what every section does with its header first */
        if (node->directive[0] == '<' && end) *end = '\0';
        while (apr_isspace(*rest)) ++rest;
        printf("{\"depth\":%d,\"line\":%d,\"name\":", depth, node->line_num);
        put(node->directive);
        printf(",\"args\":[");
        while (*rest) {
            if (n++) putchar(',');
            put(ap_getword_conf(pool, &rest));
        }
        printf("]%s}\n", open ? ",\"open\":true" : "");
        print_nodes(pool, node->first_child, depth + 1);
    }
}

static void tree(const cmd_parms *cmd, apr_pool_t *pool, const char *path)
{
    cmd_parms parms = *cmd;
    ap_directive_t *nodes = NULL;
    const char *said;

    if (ap_pcfg_openfile(&parms.config_file, pool, path) != APR_SUCCESS) { printf("{\"error\":0}\n"); return; }
    apr_pool_t *temp;
    apr_pool_create(&temp, pool); /* one pool for both would mean .htaccess, whose lines are short */
    parms.pool = pool;
    parms.temp_pool = temp;
    said = ap_build_config(&parms, pool, temp, &nodes);
    if (said) {
        printf("{\"error\":%d,\"said\":",
               parms.err_directive ? parms.err_directive->line_num : (int)parms.config_file->line_number);
        put(said);
        printf("}\n");
    }
    else print_nodes(pool, nodes, 0);
    ap_cfg_closefile(parms.config_file);
}

static void each(cmd_parms *cmd, const char *folder, const char *count, int trees)
{
    int n;

    for (n = 0; n < atoi(count); ++n) {
        apr_pool_t *pool;
        apr_pool_create(&pool, cmd->temp_pool);
        printf("{\"file\":%d}\n", n);
        if (trees) tree(cmd, pool, apr_psprintf(pool, "%s/%d", folder, n));
        else lex(pool, apr_psprintf(pool, "%s/%d", folder, n));
        apr_pool_destroy(pool);
    }
    fflush(stdout);
    exit(0);
}

static const char *conf_lexes(cmd_parms *cmd, void *dummy, const char *folder, const char *count)
{
    (void)dummy;
    each(cmd, folder, count, 0);
    return NULL;
}

static const char *conf_trees(cmd_parms *cmd, void *dummy, const char *folder, const char *count)
{
    (void)dummy;
    each(cmd, folder, count, 1);
    return NULL;
}

static const command_rec cmds[] = {
    AP_INIT_TAKE2("ConfLexes", conf_lexes, NULL, RSRC_CONF | EXEC_ON_READ, "folder and count of files to lex"),
    AP_INIT_TAKE2("ConfTrees", conf_trees, NULL, RSRC_CONF | EXEC_ON_READ, "folder and count of files to build trees of"),
    { NULL }
};

AP_DECLARE_MODULE(conflexes) = { STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, cmds, NULL };
