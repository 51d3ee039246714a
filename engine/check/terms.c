/* Words of the mainland, and those of Taiwan (domain terms; lint: word list). Uses the C library alone. */
#include <string.h>

#include "check/inside.h"

/* Of Taiwan, where the letters of one of these merely meet: the word, and where in it. */
typedef struct meeting {
    const char *word;
    size_t offset;
} meeting;

typedef struct term {
    const char *word, *better;
    meeting right[2];
} term;

static const term terms[] = {
    { "服務器", "伺服器", { { NULL, 0 } } }, { "域名", "網域名稱", { { "域名稱", 0 }, { "網域名", 3 } } },
    { "默認", "預設", { { NULL, 0 } } },     { "超時", "逾時", { { "超時工作", 0 } } },
    { "證書", "憑證", { { NULL, 0 } } },     { "網關", "閘道", { { "網關閉", 0 } } },
    { "端口", "連接埠", { { NULL, 0 } } },   { "內存", "記憶體", { { "內存取", 0 }, { "內存放", 0 } } },
    { "日志", "記錄檔", { { NULL, 0 } } },
};

static bool merely_meets(const term *t, const char *text, const char *at)
{
    for (size_t i = 0; i < 2 && t->right[i].word != NULL; i++) {
        size_t offset = t->right[i].offset;
        if ((size_t)(at - text) >= offset && strncmp(at - offset, t->right[i].word, strlen(t->right[i].word)) == 0)
            return true;
    }
    return false;
}

bool terms_mainland(const char *zh, const char **word, const char **better)
{
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        for (const char *at = strstr(zh, terms[i].word); at != NULL; at = strstr(at + 1, terms[i].word))
            if (!merely_meets(&terms[i], zh, at)) {
                *word = terms[i].word;
                *better = terms[i].better;
                return true;
            }
    return false;
}
