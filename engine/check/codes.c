/* What every code of a finding stands for, loading's included. Uses check/check.h. */
#include <string.h>

#include "check/check.h"

static const check_code codes[] = {
    /* ---- 0xx: files ---- */
    { "WM001",
      WM_ERROR,
      { "檔案載入不了", "a file that does not load" },
      { "Lua 讀不懂這個檔案、用了規則語言沒有的東西，或用完了指令或記憶體。整個檔案不採用，其他指引照常。",
        "Lua can't read the file, it uses something that the rule language does not have, or it ran out of "
        "instructions or memory. "
        "The file is refused as a whole; the other guides are usable." } },
    { "WM002",
      WM_ERROR,
      { "同一個鍵寫了兩次", "a key written twice" },
      { "同一個表裡有兩個相同的鍵。Lua 只會留下後面那個，前面寫的就不見了。",
        "One table has the same key twice. Lua itself would keep the second and forget the first." } },
    { "WM003",
      WM_ERROR,
      { "檔案讀不到", "a file that can't be read" },
      { "檔案打不開或讀到一半出錯。請檢查權限與磁碟。",
        "The file could not be opened or read. Look at its permissions and at the disk." } },
    /* ---- 1xx: names and texts ---- */
    { "WM101",
      WM_ERROR,
      { "名字找不到", "a name that resolves nowhere" },
      { "這個名字的問題、答案、原因、處置、升級對象、流程或指引都沒有宣告。",
        "No question, answer, fault, action, escalation, flow or guide of that name is declared." } },
    { "WM102",
      WM_ERROR,
      { "缺一種語言", "a text is missing in a language" },
      { "給人看的文字都要有 zh 與 en。", "Whatever a person reads is written in both zh and en." } },
    { "WM103",
      WM_ERROR,
      { "沒有這個欄位", "an unknown field" },
      { "這個敘述沒有這個欄位；常是打錯字。", "The statement has no such field: mostly a slip of the keyboard." } },
    { "WM104",
      WM_ERROR,
      { "沒有這個團隊", "an unknown team" },
      { "escalation 的 to 要是 kb/teams.json 裡的團隊。", "An escalation's `to` is a team of kb/teams.json." } },
    { "WM105",
      WM_ERROR,
      { "不能當名字", "not a name" },
      { "名字只用小寫英文字母、數字與底線；指引可以用 / 分層。", "Names are [a-z0-9_]+; a guide's may have '/'." } },
    { "WM106",
      WM_ERROR,
      { "保留的名字", "a reserved name" },
      { "unsure、other、solved、elsewhere 有固定的意思。",
        "unsure, other, solved and elsewhere have a meaning of their own." } },
    { "WM107",
      WM_ERROR,
      { "名字重複", "declared twice" },
      { "同一份指引裡，同類的名字只能宣告一次。", "Within a guide a name is declared once a kind." } },
    { "WM108",
      WM_ERROR,
      { "超出範圍", "out of range" },
      { "數值、機率、日期或清單不在允許的範圍內。",
        "A number, probability, date or list is outside of what is allowed." } },
    { "WM109",
      WM_ERROR,
      { "與問題的種類不合", "does not fit the question's kind" },
      { "數字題不能比選項，選項題不能比大小，諸如此類。",
        "A number is not compared with answers, a choice not with numbers, and so on." } },
    { "WM110",
      WM_ERROR,
      { "指引重複", "two guides of one name" },
      { "兩個檔案宣告了同名的指引。", "Two files declare guides of the same name." } },
    { "WM111",
      WM_ERROR,
      { "共用的宣告不一致", "shared declarations that differ" },
      { "share = true 的問題在各處要一樣；共用的處置只宣告一次。",
        "A question with share = true is the same everywhere; a shared action is declared once." } },
    { "WM112",
      WM_ERROR,
      { "通往不能用的指引", "leads to a guide that was refused" },
      { "這裡要用到的指引自己有錯誤，先改好那一份。",
        "The guide that this needs has errors of its own: mend those first." } },
    { "WM113",
      WM_ERROR,
      { "寫法不對", "not of the form asked for" },
      { "這裡要的是另一種東西：文字、數字、步驟、條件或清單。",
        "Something else belongs here: a text, a number, a step, a condition or a list." } },
    { "WM114",
      WM_ERROR,
      { "太大", "too large" },
      { "超過規則語言的上限；把指引拆開。", "Beyond a limit of the rule language: divide the guide." } },
    { "WM115",
      WM_ERROR,
      { "缺少必要的部分", "a required part is missing" },
      { "少了 guide、otherwise、步驟或必填的欄位。",
        "A guide statement, an otherwise, steps or a required field is missing." } },
    { "WM116",
      WM_ERROR,
      { "文字不合格", "a text that can't be shown" },
      { "文字不是有效的 UTF-8，或含有控制字元。", "The text is not valid UTF-8, or holds control characters." } },
    { "WM117",
      WM_ERROR,
      { "條件函式不能這樣寫", "a condition's function that can't be kept" },
      { "當條件用的 Lua 函式只能用外面的常數與函式，不能改變外面的東西。",
        "A Lua function that stands for a condition may use constants and functions from outside, and change "
        "nothing." } },
    { "WM130",
      WM_WARNING,
      { "學到的機率過時了", "learned weights that are out of date" },
      { "kb/weights/ 提到這個判斷樹已經沒有的名字；那一個數字不用，其餘照用。",
        "kb/weights/ speaks of a name that the guide no longer has: that number is left out, the others are used." } },
    /* ---- 2xx: the tree ---- */
    { "WM201",
      WM_ERROR,
      { "走不到的分支或步驟", "an unreachable branch or step" },
      { "沒有任何一組答案會走到這裡：問題在這之前已經有別的答案、前面的分支全接走了、條件不可能成立，或前一步不會再往下"
        "走。附上的答案帶你走到它前面。",
        "No answers lead here: the question already has another answer, earlier branches take everything, the "
        "condition can't hold, or the step "
        "before it never goes on. The answers given lead up to it." } },
    { "WM202",
      WM_WARNING,
      { "已經知道還問", "asked again though known" },
      { "走到這裡的每一條路都已經有這個答案（或這個處置的結果），所以不會再問。答案在一次走訪中不會改變；要重問，用 as "
        "另取名字。",
        "Every way here has the answer (or the action's outcome), so nobody is asked. Facts don't change during a "
        "walk; to ask anew, "
        "give it another name with `as`." } },
    { "WM203",
      WM_WARNING,
      { "問了也沒差", "decides nothing" },
      { "不管怎麼回答，之後都一樣，後來也沒有條件、evidence 或 given 看這個答案；或 when 的條件一定成立。",
        "Whatever the answer, the same follows, and no condition, evidence or given looks at it later; or a `when` "
        "whose condition always holds." } },
    { "WM204",
      WM_WARNING,
      { "走不到的流程", "an unreachable flow" },
      { "從主流程出發，沒有 go、again 或 otherwise 通到這個流程。",
        "From the main flow no go, again or otherwise leads to this flow." } },
    { "WM205",
      WM_ERROR,
      { "繞回原處", "a cycle" },
      { "走到這裡時還在那個流程（或指引）裡，這一步會被略過，什麼都不做。要重來一輪，只有 "
        "again。兩份指引互相通往對方時是警告：從另一份開始的案件，這一步會被略過。",
        "The walk is still within that flow or guide here, so the step is passed over and does nothing; the only loop "
        "is `again`. Between guides "
        "that lead to each other it is a warning: the step is passed over in cases that came from the other one." } },
    { "WM206",
      WM_ERROR,
      { "死路", "a dead end" },
      { "走到底沒有處置可做，也沒有升級，使用者就被留在原地。",
        "A way ends with neither a remedy nor a hand-over: the user is left alone." } },
    { "WM207",
      WM_WARNING,
      { "沒有用到", "never used" },
      { "宣告了，但沒有流程、條件、佐證或計畫用它。",
        "Declared, and no flow, condition, evidence or plan makes use of it." } },
    { "WM208",
      WM_WARNING,
      { "答案沒有分支", "answers without a branch" },
      { "這些答案沒有分支，也沒有 other，會直接走到流程的 otherwise。不一定是錯；寫出 other 就看得出是故意的。",
        "These answers have no branch, and there is no `other`: they fall through to the flow's `otherwise`. Not "
        "necessarily wrong; an `other` shows that it is meant." } },
    { "WM209",
      WM_WARNING,
      { "條件重疊", "overlapping conditions" },
      { "有些值同時符合兩個 on，走先寫的那個。由窄到寬的階梯（below(10)、below(20)）沒有問題，不會提。",
        "Some values meet two `on`s, and the first one written is taken. A cascade from narrow to wide (below(10), "
        "below(20)) is fine and is not mentioned." } },
    { "WM210",
      WM_WARNING,
      { "處置做完就離開的步驟", "steps that a remedy leads away from" },
      { "處置的 sets 會改變這個分支的答案，做完之後就從別的分支走；後面的步驟只有略過處置才走得到。",
        "The action's `sets` change the answer that leads here: once it is done, the walk takes another branch, and "
        "the steps behind it are reached only if it is skipped." } },
    { "WM211",
      WM_WARNING,
      { "結論沒有處置", "a conclusion that nothing repairs" },
      { "這個原因沒有 action 修它，之後也沒有升級。", "No action fixes this fault, and no hand-over follows." } },
    { "WM212",
      WM_WARNING,
      { "處置沒有驗證", "a remedy without verification" },
      { "沒有 verify，指引也沒有 goal，做完只會問使用者「解決了嗎？」。",
        "It has no verify and its guide no goal: once it is done, the user is only asked whether it is solved." } },
    { "WM213",
      WM_WARNING,
      { "升級沒有佐證", "a hand-over without evidence" },
      { "接手的團隊看不到問過什麼，要從頭問起。",
        "The team that takes over does not see what was asked, and asks it again." } },
    { "WM214",
      WM_WARNING,
      { "處置的順序", "the order of remedies" },
      { "相鄰的兩個處置，後面那個每分鐘修好的機會比較大（P/C 順序）。風險較高的、有 sets 或 changes 的不比。",
        "Of two adjacent remedies the second repairs more often for its minutes (P/C order). Riskier ones, and those "
        "with sets or changes, are not compared." } },
    { "WM215",
      WM_WARNING,
      { "毀掉資料卻不用核准", "destroys data without approval" },
      { "處置會格式化、重灌或抹除，風險卻是 self，也沒有 safety。",
        "The remedy formats, resets or wipes; its risk is `self`, and it has no `safety`." } },
    { "WM216",
      WM_WARNING,
      { "問題太長", "a long question" },
      { "中文問題最多 25 字，英文 60 字元；電話裡念得完，畫面上一行看得完。",
        "A question has at most 25 characters in Chinese and 60 in English: read out in one breath, seen on one "
        "line." } },
    { "WM217",
      WM_WARNING,
      { "不是台灣的用語", "not a word used in Taiwan" },
      { "中文用台灣的用語；螢幕上的原文放在 sign 或 run，不查。",
        "Chinese texts use Taiwan's words; what a screen literally shows belongs into sign or run, which are not "
        "looked at." } },
    { "WM218",
      WM_WARNING,
      { "引用的段落不存在", "a cite that leads nowhere" },
      { "手冊裡沒有這個錨點。", "The manual has no such anchor." } },
    { "WM219",
      WM_WARNING,
      { "該複審了", "overdue for review" },
      { "reviewed 是一年多以前。", "`reviewed` is more than a year ago." } },
    { "WM220",
      WM_WARNING,
      { "機率加起來不對", "probabilities that don't add up" },
      { "寫出來的 prior 沒有留下足夠的份給沒寫的原因，或 given 寫了每個答案卻不到 "
        "1：引擎會按比例調整，用的就不是您寫的數字。"
        "超過 1 是 WM108。",
        "The stated priors leave the other faults less than their least share, or a given names every answer and comes "
        "to "
        "less than 1: the numbers are scaled, and those used are not those written. Above 1 is WM108." } },
    { "WM221",
      WM_WARNING,
      { "沒有寫 cost", "a cost is missing" },
      { "處置沒有 cost 當作 10 分鐘，交接當作 60 分鐘（kb/costs.json 有該團隊的價錢就不提）；處置的順序看的就是它。",
        "Without a cost an action counts as 10 minutes and a hand-over as 60 (one whose team is priced in "
        "kb/costs.json is "
        "not mentioned); remedies are ordered by it." } },
    { "WM222",
      WM_WARNING,
      { "兩種語言說的數字不同", "the languages name different numbers" },
      { "zh 與 en 提到的數字不一樣，其中一個可能沒有跟著改。十二以內的數字可以寫成國字或英文字。",
        "zh and en name different numbers: one of them may be older. Numbers up to twelve may be written as words." } },
    { "WM223",
      WM_WARNING,
      { "還沒翻譯", "not translated yet" },
      { "waymark new 在來源沒有的那種語言放另一種語言的原文，標上「（待譯）」或「(to translate)」；"
        "不翻譯，使用者看到的就是它。",
        "Where its source lacks a language, waymark new puts the other one's words and marks them （待譯） or (to "
        "translate); untranslated, that is what the user sees." } },
    { "WM290",
      WM_WARNING,
      { "沒有查完", "not all was checked" },
      { "指引太大，在預算內沒有看完所有的路；說明裡有數字。沒有查到的不表示沒有問題。",
        "The guide is too large to follow every way within the budget; the figures say how far it came. What was not "
        "looked at is not known to be right." } },
    { "WM291",
      WM_WARNING,
      { "放行註解不對", "an allow that does not count" },
      { "要寫 -- waymark: allow 代號 理由。代號要存在、要是 "
        "WM2xx（載入的錯誤不能放行），理由不能省。寫在那一行後面，或單獨寫在它"
        "上面一行；寫在第一個敘述之前，就是整份指引。",
        "Write -- waymark: allow CODE and why. The code must exist and be a WM2xx (what loading finds can't be "
        "allowed), "
        "and the reason is not optional. It stands behind the line in question, or alone above it; above the first "
        "statement it is about the whole guide." } },
    { "WM292",
      WM_WARNING,
      { "放行了沒有的問題", "an allow that allows nothing" },
      { "註解放行的問題已經不在了；留著會蓋住以後真的問題。",
        "What the comment allows is not found any more; left there, it would hide a real one later." } },
};

size_t check_codes(const check_code **out)
{
    if (out != NULL)
        *out = codes;
    return sizeof codes / sizeof *codes;
}

const check_code *check_code_find(const char *code)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i].code, code) == 0)
            return &codes[i];
    return NULL;
}
