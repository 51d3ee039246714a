-- luacheck: ignore
-- 由 schema 產生，不要手改：GOLDEN=write make test T=rules/test_reference
-- Made from the schema that the loader checks; don't edit: GOLDEN=write make test T=rules/test_reference
---@meta

---一個步驟 · a step
---@class waymark.step

---一個條件 · a condition
---@class waymark.condition

---on(…) { … }
---@class waymark.branch

---答案 = 步驟；other 接其餘的答案，unsure 接「不確定」 · answer = step; other takes the rest, unsure "not sure"
---@class waymark.branches: { [string]: waymark.step|waymark.step[], [integer]: waymark.branch }
---@field other? waymark.step|waymark.step[] 其餘的答案 · every answer without a branch
---@field unsure? waymark.step|waymark.step[] 不確定 · "not sure"

---兩種語言的文字 · a text in both languages
---@class waymark.text
---@field zh? string 中文 · in Chinese
---@field en? string 英文 · in English

---說明與指令 · words and a command
---@class waymark.how
---@field zh? string 中文 · in Chinese
---@field en? string 英文 · in English
---@field run? string 指令，原樣 · a command, verbatim

---一個答案 · an answer
---@class waymark.answer
---@field [1] string 名字 · its id
---@field zh? string 中文 · in Chinese
---@field en? string 英文 · in English
---@field sign? string 畫面上實際顯示的字樣 · what the screen literally shows

---步驟的第二個參數 · a step's second argument
---@class waymark.as
---@field as? string 同一件事在另一個時候，另有自己的答案或結果 · the same at another time, with an answer of its own

---迴圈 · a loop
---@class waymark.again
---@field at_most integer 第一輪之後最多再幾輪 · rounds after the first

---一份指引：這個檔案是什麼 · a guide: what this file is
---@class waymark.guide
---@field zh string 標題，中文 · the title, in Chinese
---@field en string 標題，英文 · the title, in English
---@field symptoms? string[] 使用者會說、畫面會寫的字樣，憑它們找到這份指引 · words of users and screens that lead here
---@field manual? string 依據的手冊，cite = "#…" 指的就是它 · the manual behind it: what cite = "#…" refers to
---@field goal? waymark.condition 怎樣算解決；沒寫就問使用者 · what "solved" means here; left out: the user is asked (solved = yes)
---@field owner? string 負責的團隊 · the team that keeps it
---@field reviewed? string 上次審閱的日期 · when it was last reviewed
---@field applies? waymark.condition|fun(facts: table): any 適用的環境；確知不成立時不提供這份指引 · where it holds; not offered where that is known to be false
---@field kind? "diagnosis"|"environment"|"procedure" 診斷、環境確認或作業程序 · a diagnosis, an environment form or a procedure (diagnosis)

---要問或要查的事 · something to ask or to look up
---@class waymark.question
---@field zh string 要問什麼，中文 · what to ask, in Chinese
---@field en string 要問什麼，英文 · what to ask, in English
---@field kind? "choice"|"number"|"text" 選一個答案、數字或文字 · one of its answers, a number, or a text (choice)
---@field answers? (string|waymark.answer)[] 可選的答案，依序 · the answers to choose from, in order (yes, no)
---@field say? waymark.text 唸給來電者聽的話 · a sentence to read out to the caller
---@field min? number 最小的數 · the least number that it takes
---@field max? number 最大的數 · the greatest number that it takes
---@field unit? string|waymark.text 單位 · the unit
---@field match? table<string, string|string[]> 文字裡有這些字樣，就是那個答案 · words in a text that make it that answer
---@field how? waymark.how 怎麼查：說明與指令 · how to find out: words and a command
---@field why? waymark.text 為什麼要問 · why it is asked
---@field cost? number 要花幾分鐘 · minutes of work (1)
---@field wait? number 要等幾分鐘（不必動手） · minutes of waiting, not working (0)
---@field given? table<string, table<string, number>> 各原因之下，各答案的機率 · how likely each answer is, given a fault
---@field environment? boolean 屬於系統環境確認書 · belongs to the environment form (false)
---@field share? boolean 所有指引共用，一個案件只問一次 · the same for all guides, asked once a case (false)
---@field cite? string 手冊的哪一節 · the manual's section

---可能的原因 · a possible cause
---@class waymark.fault
---@field zh string 原因，中文 · the cause, in Chinese
---@field en string 原因，英文 · the cause, in English
---@field prior? number 還沒問任何問題時的機率 · its probability before anything is asked
---@field tell? waymark.text 對使用者怎麼說，不用術語 · what to tell the user, without jargon
---@field cite? string 手冊的哪一節 · the manual's section

---可以做的處置 · something to do about it
---@class waymark.action
---@field zh string 要做什麼，中文 · what to do, in Chinese
---@field en string 要做什麼，英文 · what to do, in English
---@field fixes? table<string, number> 能修好哪些原因，各有多大機率 · the faults that it fixes, each with its probability
---@field cost? number 要花幾分鐘 · minutes of work (10)
---@field wait? number 要等幾分鐘（不必動手） · minutes of waiting, not working (0)
---@field risk? "self"|"approval"|"handover" 自己做、要核准、或要轉給別人做 · done oneself, after approval, or by others (self)
---@field steps? waymark.how[] 怎麼做，一步一項 · how it is done, step by step
---@field safety? waymark.text 動手前的安全提醒（職業安全衛生） · a safety word, shown before it is done
---@field verify? waymark.condition 做完後怎樣算有效；沒寫就看指引的 goal · what shows that it worked; left out: the guide's goal (goal)
---@field sets? table<string, string|number> 做了就成立的事實 · what doing it makes true
---@field changes? string[] 做了之後答案就過時的問題 · questions whose answers are stale once it is done
---@field share? boolean 別的指引可以用這個名字提出它 · other guides may propose it by this id (false)
---@field workaround? boolean 只是暫時繞過 · goes round the fault, does not mend it (false)
---@field undo? waymark.text 怎麼復原 · how to undo it
---@field stuck? string 卡住時開啟的指引（作業程序） · the guide for one who is stuck (procedures)
---@field cite? string 手冊的哪一節 · the manual's section

---轉給誰 · a hand-over
---@class waymark.escalation
---@field to string 轉給哪個團隊（kb/teams.json） · the team that takes over (kb/teams.json)
---@field zh string 名稱，中文 · its name, in Chinese
---@field en string 名稱，英文 · its name, in English
---@field say? waymark.text 對來電者說的話 · what to tell the caller
---@field evidence? string[] 要附上的答案 · the answers that go with it
---@field cost? number 要花幾分鐘 · minutes of work (60)
---@field level? integer 第幾線 · the support level

---步驟，依序 · steps, in order
---@class waymark.flow
---@field [integer] waymark.step
---@field otherwise? waymark.step 流程走完還沒有結果時的一步 · the step where the flow runs out

---一份指引：這個檔案是什麼 · a guide: what this file is
---@param name string
---@return fun(fields: waymark.guide)
function guide(name) end

---要問或要查的事 · something to ask or to look up
---@param id string
---@return fun(fields: waymark.question)
function question(id) end

---可能的原因 · a possible cause
---@param id string
---@return fun(fields: waymark.fault)
function fault(id) end

---可以做的處置 · something to do about it
---@param id string
---@return fun(fields: waymark.action)
function action(id) end

---轉給誰 · a hand-over
---@param id string
---@return fun(fields: waymark.escalation)
function escalation(id) end

---步驟，依序；沒有名字的是主流程 · steps, in order; the one without a name is the main flow
---@overload fun(steps: waymark.flow)
---@param name string
---@return fun(fields: waymark.flow)
function flow(name) end

---問一題，走那個答案的分支 · asks, then takes the branch of the answer
---@param question string
---@param more? waymark.as
---@return waymark.step|fun(branches: waymark.branches): waymark.step
function ask(question, more) end

---條件對已知的事實成立才走裡面 · the steps, if the condition holds for what is known
---@param condition waymark.condition|fun(facts: table): any
---@return fun(steps: waymark.step[]): waymark.step
function when(condition) end

---提出一個處置，再驗證；修好就解決 · proposes an action, then verifies it: once fixed, the guide is resolved
---@param action string
---@param more? waymark.as
---@return waymark.step
function try(action, more) end

---下診斷，依序提出修得好它的處置 · makes the diagnosis, and proposes what fixes it, in order
---@param fault string
---@return waymark.step
function conclude(fault) end

---記一筆發現，繼續查 · notes a finding, and goes on
---@param fault string
---@return waymark.step
function suspect(fault) end

---帶著佐證交接，走完了 · hands over, with the evidence; ends the walk
---@param escalation string
---@return waymark.step
function escalate(escalation) end

---解決，走完了 · the guide is resolved
---@return waymark.step
function resolve() end

---到另一條流程，不回來 · goes on in another flow, without return
---@param flow string
---@return waymark.step
function go(flow) end

---到另一份指引，不回來 · goes on in another guide, without return
---@param guide string
---@return waymark.step
function see(guide) end

---把另一份指引當一部分走，走完回來 · walks another guide as a part, and comes back
---@param guide string
---@return waymark.step
function include(guide) end

---裡面的 ask 由引擎挑最划算的先問 · the asks, in whatever order is cheapest
---@param asks waymark.step[]
---@return waymark.step
function any_order(asks) end

---唯一的迴圈，一定有上限 · the only loop, always bounded
---@param flow string
---@return fun(rounds: waymark.again): waymark.step
function again(flow) end

---ask 裡以條件為準的分支 · a branch of an ask, by a condition
---@param condition waymark.condition|fun(facts: table): any
---@return fun(steps: waymark.step[]): waymark.branch
function on(condition) end

---答案是其中之一 · the answer is one of these
---@param question string
---@param ... string
---@return waymark.condition
function is(question, ...) end

---on(…) 裡：問的那一題是其中之一 · within on(…): the question asked is one of these
---@param ... string
---@return waymark.condition
function one_of(...) end

---小於；在 on(…) 裡不寫題目 · less than; within on(…) without the question
---@param question string|number
---@param limit? number
---@return waymark.condition
function below(question, limit) end

---大於等於；在 on(…) 裡不寫題目 · this much or more; within on(…) without the question
---@param question string|number
---@param limit? number
---@return waymark.condition
function at_least(question, limit) end

---含低不含高；在 on(…) 裡不寫題目 · from low to below high; within on(…) without the question
---@param question string|number
---@param low number
---@param high? number
---@return waymark.condition
function between(question, low, high) end

---文字裡有這些字；在 on(…) 裡不寫題目 · the text holds these words; within on(…) without the question
---@param question string
---@param words? string
---@return waymark.condition
function contains(question, words) end

---有答案，而且不是「不確定」 · it has an answer, other than "not sure"
---@param question string
---@return waymark.condition
function known(question) end

---這個處置修好了 · this action has fixed it
---@param action string
---@return waymark.condition
function fixed(action) end

---這個處置做了無效 · this action was done and did not help
---@param action string
---@return waymark.condition
function failed(action) end

---每一個都成立 · every one holds
---@param conditions waymark.condition[]
---@return waymark.condition
function all(conditions) end

---有一個成立 · one of them holds
---@param conditions waymark.condition[]
---@return waymark.condition
function any(conditions) end

---一個都不成立 · none of them holds
---@param conditions waymark.condition[]
---@return waymark.condition
function none(conditions) end
