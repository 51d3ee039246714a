/* The table of verbs and options. Uses waymark.h. */
#include "cli/verbs.h"

#include <string.h>

#include "cli/words.h"

const option options[OPTION_COUNT] = {
    [OPTION_HELP] = { "help", NULL, { "說明這個指令", "say what this command does" } },
    [OPTION_LANG] = { "lang", "zh|en", { "語言；不寫就看系統語系", "language; otherwise the locale's" } },
    [OPTION_RULES] = { "rules",
                       "DIR",
                       { "判斷樹的資料夾；不寫就用 $WAYMARK_RULES，再來是 ./rules",
                         "folder of the guides; otherwise $WAYMARK_RULES, then ./rules" } },
    [OPTION_KB] = { "kb",
                    "DIR",
                    { "手冊與團隊的資料夾；不寫就用 $WAYMARK_KB，再來是 ./kb",
                      "folder of manuals and teams; otherwise $WAYMARK_KB, then ./kb" } },
    [OPTION_DB] = { "db", "FILE", { "案件庫；這一版還沒有", "the case store; not in this build yet" } },
    [OPTION_JSON] = { "json", NULL, { "輸出 JSON，給程式讀", "print JSON, for programs" } },
    [OPTION_CASE] = { "case",
                      "FILE",
                      { "案件的檔案或案號：有就續辦，沒有就開新的",
                        "a case's file or number: goes on with it, or begins it" } },
    [OPTION_PLAIN] = { "plain",
                       NULL,
                       { "逐行模式，給管線和螢幕報讀軟體", "plain lines, for pipes and screen readers" } },
    [OPTION_FACTS] = { "facts",
                       "JSON",
                       { "已經知道的答案，像 {\"題\":\"答\"}", "what is known, like {\"question\":\"answer\"}" } },
    [OPTION_VERSION] = { "version", NULL, { "印出版本", "print the version" } },
    [OPTION_PER_TICKET] = { "per-ticket",
                            "FILE",
                            { "每個案件一行結果寫到 FILE（- 是標準輸出）",
                              "one line a ticket into FILE (- is standard output)" } },
    [OPTION_THREADS] = { "threads", "N", { "用幾個執行緒；不寫是 1", "how many threads; otherwise 1" } },
    [OPTION_STRICT] = { "strict", NULL, { "有讀不懂的行時離開碼 3", "exit 3 where a line is invalid" } },
    [OPTION_MERGE] = { "merge", NULL, { "加總各部分的統計檔", "add tallies of parts" } },
    [OPTION_BELIEFS] = { "beliefs", NULL, { "也算機率：p、top3、brier", "probabilities, too: p, top3, brier" } },
};

static const wm_text guide_help = {
    "寫了 NAME 就直接走那份判斷樹；沒寫就先問使用者怎麼說，再選。\n"
    "在終端機上是一題一個畫面，能按的鍵寫在最後一列；每個答案當場存檔，q 或斷線都能續辦。\n"
    "逐行模式（--plain、管線、WAYMARK_PLAIN=1）：\n"
    "問題可以打號碼、答案的代號或文字回答，隨時可打：\n"
    "  u 不確定   ? 為什麼問這題   b 上一步   l 改答案   h 交接   q 離開   help 說明\n"
    "要把這些字當成答案時，前面加 =，例如 =q。輸入結束時印出紀錄，離開碼 0。",
    "With NAME, walks that guide; without, asks what the user said and chooses.\n"
    "On a terminal there is one screen a question, its keys in the last row; every answer is saved at\n"
    "once, so a case can go on after q or a lost connection.\n"
    "In plain lines (--plain, pipes, WAYMARK_PLAIN=1):\n"
    "Answer by number, by the answer's id or its words; at any time:\n"
    "  u not sure   ? why this question   b back   l change answers   h hand over   q leave   help\n"
    "To give one of these as an answer, put = before it: =q. At the end of input the record is\n"
    "printed, and the exit code is 0."
};

static const wm_text session_help = {
    "每行一個 JSON 請求，每行一個回覆，順序相同：\n"
    "  {\"open\":{\"guide\":\"…\"}}  {\"answer\":{\"題\":\"答\"}}  {\"outcome\":{\"處置\":\"done\"}}\n"
    "  {\"retract\":[\"題\"]}  {\"say\":\"…\"}  {\"why\":{}}  {\"what_if\":{\"題\":\"答\"}}  {\"log\":{}}\n"
    "不對的請求會得到 {\"error\":…}，什麼都不更動。一行最多 1 MiB。",
    "One JSON request a line, one reply a line, in order:\n"
    "  {\"open\":{\"guide\":\"…\"}}  {\"answer\":{\"question\":\"answer\"}}  {\"outcome\":{\"action\":\"done\"}}\n"
    "  {\"retract\":[\"question\"]}  {\"say\":\"…\"}  {\"why\":{}}  {\"what_if\":{\"question\":\"answer\"}}  "
    "{\"log\":{}}\n"
    "A bad request gets {\"error\":…} and changes nothing. A line is 1 MiB at most."
};

static const wm_text check_help = {
    "PATH 是資料夾或 .lua 檔；不寫就查全部。寫了 PATH，會載入它所屬的整組判斷樹（往上最近的 rules\n"
    "資料夾），只列出 PATH 裡的問題。有錯誤時離開碼 1，只有警告是 0。",
    "PATH is a folder or a .lua file; without, all is checked. With PATH the whole rule set that it\n"
    "belongs to (the nearest folder above named rules) is loaded, and what is in PATH is shown.\n"
    "The exit code is 1 where there are errors, 0 where there are only warnings."
};

static const wm_text plan_help = {
    "算出照手冊走、重新排序、最佳各要幾分鐘（依可能原因的機率平均），下一步最好做什麼，\n"
    "以及手冊的順序在哪一步多花最多。算不到底的，會說介於多少之間。",
    "Tells how many minutes the guide costs as written, re-ranked and at best (expected over the likely\n"
    "causes), what is best done next, and at which step the manual's order loses most. Where the best\n"
    "is out of reach, says between what it lies."
};

static const wm_text replay_help = {
    "TICKETS 是一行一個 JSON 物件的檔案，也可以是 .gz、.zst，- 是標準輸入。每個案件照判斷樹重走一次，\n"
    "和紀錄的結果比較。讀不懂的行只影響自己，會說出行號。\n"
    "  waymark replay --merge 統計.json…   加總用 --json 存下來的各部分",
    "TICKETS are files of one JSON object a line, also .gz and .zst; - is standard input. Each ticket is\n"
    "walked through its guide and compared with its record. A line that can't be read costs only itself,\n"
    "and is named by its number.\n"
    "  waymark replay --merge TALLY.json…   adds parts that were kept with --json"
};

#define LATER(name, zh, en)                                                                                            \
    {                                                                                                                  \
        name, "", 0, { zh, en }, NULL, 0, NULL                                                                         \
    }

const verb verbs[] = {
    { "guide",
      "[NAME]",
      1,
      { "走一份判斷樹", "walk one guide" },
      &guide_help,
      1u << OPTION_CASE | 1u << OPTION_PLAIN,
      run_guide },
    { "session",
      "",
      0,
      { "同樣的步驟，用 JSON Lines，給程式用", "the same walk as JSON Lines, for programs" },
      &session_help,
      0,
      run_session },
    { "check", "[PATH...]", SIZE_MAX, { "檢查判斷樹", "verify guides" }, &check_help, 1u << OPTION_JSON, run_check },
    { "plan",
      "GUIDE",
      1,
      { "算判斷樹要花多少時間", "what a guide costs" },
      &plan_help,
      1u << OPTION_JSON | 1u << OPTION_FACTS,
      run_plan },
    LATER("serve", "網頁工作台與 HTTP API", "the web desk and the HTTP API"),
    LATER("test", "跑判斷樹自己的測試", "run the guides' own walks"),
    LATER("draw", "畫出判斷樹", "picture of a guide"),
    LATER("new", "開一份新的判斷樹", "a new guide"),
    { "replay",
      "TICKETS…",
      SIZE_MAX,
      { "用案件紀錄重播", "replay tickets" },
      &replay_help,
      1u << OPTION_JSON | 1u << OPTION_PER_TICKET | 1u << OPTION_THREADS | 1u << OPTION_STRICT | 1u << OPTION_MERGE |
          1u << OPTION_BELIEFS,
      run_replay },
    LATER("learn", "從紀錄學權重", "weights from records"),
    LATER("revise", "找出紀錄與手冊不合的地方", "where records and manual disagree"),
    LATER("case", "案件庫", "the case store"),
    LATER("import", "匯入別的系統的案件", "tickets of another system"),
};
const size_t verb_count = sizeof verbs / sizeof verbs[0];

const verb *verb_find(const char *name)
{
    for (size_t i = 0; i < verb_count; i++) {
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    return NULL;
}

const verb *verb_nearest(const char *name)
{
    const verb *nearest = NULL;
    size_t least = 3;
    for (size_t i = 0; i < verb_count; i++) {
        size_t distance = mistakes(name, verbs[i].name);
        if (distance < least && distance < strlen(verbs[i].name)) {
            least = distance;
            nearest = &verbs[i];
        }
    }
    return nearest;
}

/* Without a verb, `waymark` is the guide, and tells its version. */
bool verb_takes(const verb *v, option_id id)
{
    unsigned more = v != NULL ? v->options : 1u << OPTION_VERSION | 1u << OPTION_CASE | 1u << OPTION_PLAIN;
    return ((OPTIONS_OF_ALL | more) & 1u << id) != 0;
}
