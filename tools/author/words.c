/* What the words of a box say. They decide what is written first, not what is right: people read it afterwards. Uses
 * author/outline.h. */
#include <string.h>

#include "author/outline.h"

wm_lang words_lang(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0xE3 && (unsigned char)*text <= 0xE9)
            return WM_ZH; /* CJK lies there in UTF-8 */
    return WM_EN;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_at(const char *at, const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (lower(at[i]) != word[i])
            return false;
    return true;
}

/* Whether the text holds a word: English ones (in small letters) as the beginning of a word, Chinese ones anywhere. */
static bool holds(const char *text, const char *word)
{
    size_t size = strlen(word), length = strlen(text);
    bool english = is_letter(word[0]);
    for (size_t i = 0; i + size <= length; i++)
        if (same_at(text + i, word, size) && (!english || i == 0 || !is_letter(text[i - 1])))
            return true;
    return false;
}

static bool holds_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (holds(text, *words))
            return true;
    return false;
}

bool words_say_solved(const char *text)
{
    static const char *const no[] = { "not ", "unresolved", "unsolved", "未", "沒有解決", "沒解決", NULL };
    static const char *const yes[] = { "resolved", "solved", "issue fixed", "problem fixed", "success",
                                       "done",     "end of", "finished",    "已解決",        "解決了",
                                       "排除完成", "完成",   "結束",        "恢復正常",      NULL };
    return holds_any(text, yes) && !holds_any(text, no);
}

bool words_say_hand_over(const char *text)
{
    static const char *const words[] = {
        "escalat",      "transfer to",   "hand over", "handover", "human agent", "second line", "contact support",
        "call support", "open a ticket", "升級",      "交接",     "轉交",        "轉給",        "轉接",
        "交給",         "聯絡原廠",      "送修",      "報修",     NULL
    };
    return holds_any(text, words);
}

bool words_only_look(const char *text)
{
    static const char *const words[] = { "check",  "verify", "confirm", "look at", "see if",   "test",
                                         "retest", "rerun",  "again",   "observe", "檢查",     "確認",
                                         "查看",   "看看",   "觀察",    "測試",    "再試一次", NULL };
    static const char *const acts[] = { "reset",   "restart", "reboot",   "turn on", "turn off",
                                        "replace", "重設",    "重新啟動", "更換",    NULL };
    return holds_any(text, words) && !holds_any(text, acts);
}

bool words_begin(const char *text)
{
    return same_at(text, "start", 5) || same_at(text, "begin", 5) || strncmp(text, "開始", strlen("開始")) == 0 ||
           strncmp(text, "起點", strlen("起點")) == 0;
}

bool words_are_question(const char *text)
{
    size_t size = strlen(text), wide = strlen("？");
    return (size > 0 && text[size - 1] == '?') || (size >= wide && strcmp(text + size - wide, "？") == 0);
}

int words_yes_no(const char *text, bool *plain)
{
    static const struct {
        const char *word;
        int means;
    } words[] = { { "yes", 1 },   { "y", 1 },     { "true", 1 },    { "no", -1 }, { "n", -1 }, { "false", -1 },
                  { "沒有", -1 }, { "不是", -1 }, { "不可以", -1 }, { "是", 1 },  { "有", 1 }, { "對", 1 },
                  { "可以", 1 },  { "否", -1 },   { "沒", -1 },     { "不", -1 } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i].word);
        if (strlen(text) < size || !same_at(text, words[i].word, size))
            continue;
        char behind = text[size];
        bool short_word = is_letter(words[i].word[0]);
        if (short_word ? is_letter(behind)
                       : (behind != '\0' && strchr(" ,(", behind) == NULL && strncmp(text + size, "（", 3) != 0 &&
                          strncmp(text + size, "，", 3) != 0))
            continue;
        *plain = behind == '\0';
        return words[i].means;
    }
    *plain = false;
    return 0;
}
