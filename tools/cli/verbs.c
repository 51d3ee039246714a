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
    [OPTION_IMPACT] = { "impact",
                        "N",
                        { "影響程度，照 kb/costs.json 的 downtime_minute 計價",
                          "the impact, as downtime_minute of kb/costs.json prices it" } },
    [OPTION_VERSION] = { "version", NULL, { "印出版本", "print the version" } },
    [OPTION_PER_TICKET] = { "per-ticket",
                            "FILE",
                            { "每個案件一行結果寫到 FILE（- 是標準輸出）",
                              "one line a ticket into FILE (- is standard output)" } },
    [OPTION_THREADS] = { "threads", "N", { "用幾個執行緒；不寫是 1", "how many threads; otherwise 1" } },
    [OPTION_STRICT] = { "strict", NULL, { "有讀不懂的行時離開碼 3", "exit 3 where a line is invalid" } },
    [OPTION_MERGE] = { "merge", NULL, { "加總各部分的統計檔", "add tallies of parts" } },
    [OPTION_BELIEFS] = { "beliefs",
                         NULL,
                         { "也算機率與推算的分鐘數：p、top3、brier、minutes",
                           "probabilities and model-implied minutes, too: p, top3, brier, minutes" } },
    [OPTION_AGAINST] = { "against",
                         "DIR|REV",
                         { "和舊的判斷樹比：資料夾，或 git 的版本（v1.2、HEAD~1）",
                           "compare with older guides: a folder, or a git revision (v1.2, HEAD~1)" } },
    [OPTION_GATE] = { "gate",
                      "EXPR",
                      { "門檻，沒過時離開碼 1；可以寫好幾次",
                        "exit 1 where it does not hold; may be given several times" } },
    [OPTION_CARDS] = { "cards",
                       NULL,
                       { "每個原因與處置的精確率、召回率，附信賴區間",
                         "precision and recall of every fault and remedy, with intervals" } },
    [OPTION_ALIGN] = { "align",
                       NULL,
                       { "也算做過的步驟和判斷樹差多少：每個案件的 alignment，與 fitness",
                         "how far the recorded steps are from the guide, too: alignment of each ticket, and "
                         "fitness" } },
    [OPTION_ANY_ORDER] = { "any-order",
                           NULL,
                           { "--align 不管步驟的先後；先後顛倒的對數另外列出",
                             "--align whatever the order of steps; pairs the other way round are told apart" } },
    [OPTION_HTML] = { "html",
                      "FILE",
                      { "也寫成一頁 HTML（- 是標準輸出）", "a page, too, in HTML (- is standard output)" } },
    [OPTION_OUTPUT] = { "output",
                        "FILE",
                        { "寫到 FILE；也可以寫 -o FILE，- 是標準輸出",
                          "write to FILE; also -o FILE, - is standard output" } },
    [OPTION_AS] = { "as",
                    "svg|dot|mmd",
                    { "畫成哪一種；不寫就看副檔名", "what kind; otherwise by the file's ending" } },
    [OPTION_TRAFFIC] = { "traffic",
                         "TALLY",
                         { "把 waymark replay --json 的統計畫上去",
                           "draw the counts of waymark replay --json on it" } },
    [OPTION_WALK] = { "walk",
                      "FILE",
                      { "把一個案件（案件檔或工單）走過的路畫上去",
                        "draw the way of a case on it: its file, or a ticket" } },
    [OPTION_FROM] = { "from",
                      "FILE",
                      { "從流程圖或手冊：.dot .mmd .drawio .xml .json .md",
                        "from a flowchart or a manual: .dot .mmd .drawio .xml .json .md" } },
    [OPTION_SARIF] = { "sarif", NULL, { "輸出 SARIF 2.1.0，給程式碼平台讀", "print SARIF 2.1.0, for code hosts" } },
    [OPTION_EXPLAIN] = { "explain", "CODE", { "說明一個代號，附例子", "say what a code stands for, with an example" } },
    [OPTION_MUTATE] = { "mutate",
                        NULL,
                        { "改壞判斷樹，看走法發現幾個", "change the guides, and see what walks notice" } },
    [OPTION_COVERAGE] = { "coverage",
                          NULL,
                          { "列出沒走到的步驟和分支", "list steps and branches that no walk, or no ticket, reached" } },
    [OPTION_SNAPSHOT] = { "snapshot",
                          NULL,
                          { "每份判斷樹走完每條路，和旁邊的 NAME.paths 比",
                            "walk every way of each guide, and compare with NAME.paths beside it" } },
    [OPTION_ACCEPT] = { "accept", NULL, { "把現在的做法記進 NAME.paths", "keep what is done now in NAME.paths" } },
    [OPTION_BUDGET] = { "budget",
                        "N",
                        { "最多走幾次：--snapshot 每份判斷樹 12000，--mutate 每個變異 20000",
                          "how often to walk: 12000 a guide for --snapshot, 20000 a mutant for --mutate" } },
    [OPTION_RECORD] = { "record",
                        "FILE",
                        { "guide：把這次的走法加到 FILE；test：把案件檔 FILE 寫成走法",
                          "guide: add this walk to FILE; test: make a walk of the case FILE" } },
    [OPTION_WATCH] = { "watch",
                       NULL,
                       { "規則檔存檔就重新載入，停在同一題", "reload on save, and stay at the same step" } },
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
    "資料夾），只列出 PATH 裡的問題。有錯誤時離開碼 1，只有警告是 0。\n"
    "  -- waymark: allow WM203 理由    寫在規則裡，放行這一行的這個問題；理由不能省",
    "PATH is a folder or a .lua file; without, all is checked. With PATH the whole rule set that it\n"
    "belongs to (the nearest folder above named rules) is loaded, and what is in PATH is shown.\n"
    "The exit code is 1 where there are errors, 0 where there are only warnings.\n"
    "  -- waymark: allow WM203 why    in a rule, allows that finding on that line; why is not optional"
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
    "  waymark replay --merge 統計.json…   加總用 --json 存下來的各部分\n"
    "--against 用新舊兩組判斷樹各走一次，列出結果會改變的每個案件：判定、原因、處置、交接或題數不同的，\n"
    "按決定它的步驟分組，附上關鍵的答案；--json 會多一個鍵 \"against\"。\n"
    "  waymark replay tickets.jsonl --against HEAD~1 --gate no-worse --html 比較.html\n"
    "門檻 EXPR：no-worse，或 名稱>=數字、名稱<=數字。名稱有 agree disagree incomplete unrecorded no_guide\n"
    "error invalid（占全部案件的比例）、questions.mean questions.max、top3 brier（要 --beliefs）、fitness\n"
    "（要 --align）、better worse different changed（件數，要 --against）。\n"
    "--align 的成本：判斷樹有而紀錄跳過的步驟算 1，紀錄多出來的算 1，答案和走的路不合算 2，「不確定」算 .5；\n"
    "worst 是全部都不合時的成本，fitness = 1 − 成本總和 ÷ worst 總和。\n"
    "--cards 的精確率：走到它的案件裡，紀錄也是它的比例；召回率：紀錄是它的案件裡，有走到的比例。",
    "TICKETS are files of one JSON object a line, also .gz and .zst; - is standard input. Each ticket is\n"
    "walked through its guide and compared with its record. A line that can't be read costs only itself,\n"
    "and is named by its number.\n"
    "  waymark replay --merge TALLY.json…   adds parts that were kept with --json\n"
    "With --against the tickets go through both rule sets, and every one that comes out otherwise (verdict,\n"
    "fault, remedy, hand-over or number of questions) is listed, by the step that decides it, with the\n"
    "deciding answer; --json has one more key, \"against\".\n"
    "  waymark replay tickets.jsonl --against HEAD~1 --gate no-worse --html comparison.html\n"
    "A gate is no-worse, NAME>=NUMBER or NAME<=NUMBER; the names are agree disagree incomplete unrecorded\n"
    "no_guide error invalid (shares of all tickets), questions.mean questions.max, top3 brier (with\n"
    "--beliefs), fitness (with --align), better worse different changed (tickets, with --against).\n"
    "--align counts 1 for a step of the guide that the ticket skipped, 1 for a step that it has besides, 2 for\n"
    "an answer that contradicts the way, .5 for \"not sure\"; worst is the cost where nothing fits, and\n"
    "fitness = 1 - sum of costs / sum of worst.\n"
    "Precision of --cards: of the tickets that come to it, those whose record says so, too; recall: of those\n"
    "whose record says so, the ones that come to it."
};

static const wm_text draw_help = {
    "畫成 SVG（要有 Graphviz 的 dot）、.dot 或 .mmd（Mermaid），看 -o 的副檔名；不寫 -o 就印出 SVG。\n"
    "主線由上往下，分支往右：圓角框是問題，橢圓是原因，箭頭牌是交接，虛線框是另一棵樹。\n"
    "  waymark draw compute/ssh_unreachable -o ssh.svg\n"
    "  waymark draw compute/ssh_unreachable -o ssh.svg --traffic tally.json --lang en",
    "As SVG (which needs Graphviz's dot), .dot or .mmd (Mermaid), by the ending of -o; without -o, SVG is\n"
    "printed. The main way runs down, branches to the right: rounded boxes are questions, pills causes,\n"
    "arrow plates hand-overs, dashed boxes other guides.\n"
    "  waymark draw compute/ssh_unreachable -o ssh.svg\n"
    "  waymark draw compute/ssh_unreachable -o ssh.svg --traffic tally.json --lang zh"
};

static const wm_text test_help = {
    "判斷樹旁邊的 NAME.walks.jsonl、NAME.walks.lua 是它自己的走法：怎麼答、怎麼做、該走到哪裡。\n"
    "PATH 是資料夾、判斷樹或走法檔；不寫就全部。旁邊有 NAME.paths 的，也會走完每條路來比。\n"
    "有走法失敗、做法變了、變異沒被發現時，離開碼 1。",
    "NAME.walks.jsonl and NAME.walks.lua beside a guide are its own walks: what is answered and done, and\n"
    "where it should come to. PATH is a folder, a guide or a file of walks; without, all are run. Where\n"
    "there is a NAME.paths beside a guide, every way is walked and compared with it.\n"
    "The exit code is 1 where a walk fails, something is done differently, or a mutant is not noticed."
};

#define OPTION_BIT(id) (UINT64_C(1) << (id))
static const wm_text new_help = {
    "  waymark new guide 領域/名稱                     一份小小的判斷樹和手冊，當作開頭\n"
    "  waymark new guide 領域/名稱 --from 流程圖.dot    從流程圖（.dot .gv .mmd .drawio .xml .json）\n"
    "  waymark new guide 領域/名稱 --from 手冊.zh.md    從手冊的編號步驟（若…，就…。否則…。）\n"
    "寫出來的判斷樹載得進來、通過 check；只有一種語言的文字會標「（待譯）」，check 會提（WM223）。\n"
    "不會蓋掉已有的檔案。",
    "  waymark new guide AREA/NAME                       a small guide and manual to begin with\n"
    "  waymark new guide AREA/NAME --from CHART.dot      from a flowchart (.dot .gv .mmd .drawio .xml .json)\n"
    "  waymark new guide AREA/NAME --from MANUAL.en.md   from a manual's numbered steps (if ..., then ...)\n"
    "What it writes loads and passes check; texts in one language only are marked \"(to translate)\", of which\n"
    "check warns (WM223). No file is ever written over."
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
      1u << OPTION_CASE | 1u << OPTION_PLAIN | OPTION_BIT(OPTION_RECORD) | OPTION_BIT(OPTION_WATCH),
      run_guide },
    { "session",
      "",
      0,
      { "同樣的步驟，用 JSON Lines，給程式用", "the same walk as JSON Lines, for programs" },
      &session_help,
      0,
      run_session },
    { "check",
      "[PATH...]",
      SIZE_MAX,
      { "檢查判斷樹", "verify guides" },
      &check_help,
      1u << OPTION_JSON | 1u << OPTION_SARIF | 1u << OPTION_EXPLAIN,
      run_check },
    { "plan",
      "GUIDE",
      1,
      { "算判斷樹要花多少時間", "what a guide costs" },
      &plan_help,
      1u << OPTION_JSON | 1u << OPTION_FACTS | 1u << OPTION_IMPACT,
      run_plan },
    LATER("serve", "網頁工作台與 HTTP API", "the web desk and the HTTP API"),
    { "test",
      "[PATH...]",
      SIZE_MAX,
      { "跑判斷樹自己的走法", "run the guides' own walks" },
      &test_help,
      1u << OPTION_JSON | OPTION_BIT(OPTION_MUTATE) | OPTION_BIT(OPTION_COVERAGE) | OPTION_BIT(OPTION_SNAPSHOT) |
          OPTION_BIT(OPTION_ACCEPT) | OPTION_BIT(OPTION_BUDGET) | OPTION_BIT(OPTION_RECORD),
      run_test },
    { "draw",
      "GUIDE",
      1,
      { "畫出判斷樹", "picture of a guide" },
      &draw_help,
      1u << OPTION_OUTPUT | 1u << OPTION_AS | 1u << OPTION_TRAFFIC | 1u << OPTION_WALK,
      run_draw },
    { "new", "guide NAME", 2, { "開一份新的判斷樹", "a new guide" }, &new_help, 1u << OPTION_FROM, run_new },
    { "replay",
      "TICKETS…",
      SIZE_MAX,
      { "用案件紀錄重播", "replay tickets" },
      &replay_help,
      1u << OPTION_JSON | 1u << OPTION_PER_TICKET | 1u << OPTION_THREADS | 1u << OPTION_STRICT | 1u << OPTION_MERGE |
          1u << OPTION_BELIEFS | 1u << OPTION_AGAINST | 1u << OPTION_GATE | 1u << OPTION_CARDS | 1u << OPTION_HTML |
          OPTION_BIT(OPTION_ALIGN) | OPTION_BIT(OPTION_ANY_ORDER) | OPTION_BIT(OPTION_COVERAGE),
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
    uint64_t more = v != NULL ? v->options : 1u << OPTION_VERSION | 1u << OPTION_CASE | 1u << OPTION_PLAIN;
    return ((OPTIONS_OF_ALL | more) & OPTION_BIT(id)) != 0;
}
