/* limits: every bound that input can meet, in one table. Beyond it stands a diagnostic or an error, never a
 * crash. */
#ifndef VB_BASE_LIMITS_H
#define VB_BASE_LIMITS_H

#define VB_MAX_FIELD          (1u << 20)   /* bytes of one cell; longer cells are cut, with a diagnostic */
#define VB_MAX_COLUMNS        2048         /* columns of one table */
#define VB_MAX_ROW            (16u << 20)  /* bytes of one record */
#define VB_MAX_JSON_DEPTH     64           /* nesting of one JSON record */
#define VB_MAX_JSON_RECORD    (16u << 20)  /* bytes of one JSON record */
#define VB_MAX_INFLATED       (4ull << 30) /* bytes of one inflated member of an XLSX file */
#define VB_MAX_INFLATE_RATIO  200          /* inflated to stored size of an XLSX member above 1 MiB */
#define VB_MAX_SHARED_STRINGS (512u << 20) /* bytes of an XLSX string table in memory */
#define VB_MAX_TOKENS         (1u << 20)   /* tokens of one comment */
#define VB_MAX_LEXICON_FILE   (256u << 20) /* bytes of one lexicon file */
#define VB_MAX_TERM_WORDS     16           /* words of one lexicon term */
#define VB_MAX_DIAGNOSTICS    10000        /* diagnostics kept of one file; all are counted */
#define VB_MAX_THREADS        64

#endif
