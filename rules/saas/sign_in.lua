-- Nobody gets past the sign-in page of a cloud service: the code on the screen decides, then the place where it stops.
-- Texts of the manual: kb/manuals/sign-in. The codes are data: a line for each kind, below.

guide "saas/sign_in" {
  zh = "無法登入雲端服務", en = "Cannot sign in to a cloud service",
  symptoms = {
    "無法登入", "登不進去", "登入失敗", "密碼錯誤", "密碼過期", "帳號被鎖", "驗證碼", "多重要素驗證", "收不到驗證通知",
    "AADSTS", "MFA", "Authenticator", "cannot sign in", "sign-in failed", "password expired", "account locked",
    "More information required", "You cannot access this right now", "Need admin approval",
  },
  manual   = "sign-in",
  goal     = is("signed_in", "works"),
  owner    = "l1_identity", reviewed = "2026-03-01",
  applies  = is("product_class", "software"),
}

-- ---------------------------------------------------------------- the codes, as data

-- An answer's id, its codes (the first is shown), what the page says where it prints no code, its texts. A code is found as
-- its bare number, so that "50126" will do. Longer codes begin with these: 530032 is a kind of 53003. Codes are added and split
-- by their maker, so nothing else in this file names one.
local codes = {
  { "bad_password", { 50126, 50056, 50064 },        zh = "帳號或密碼不對",   en = "User name or password is wrong",
    "Your account or password is incorrect" },
  { "expired",      { 50055, 50144 },               zh = "密碼已過期",       en = "The password has expired",
    "Your password has expired" },
  { "locked",       { 50053 },                      zh = "已鎖定或來源被擋", en = "Locked, or its address is blocked",
    "temporarily locked to prevent unauthorized use" },
  { "no_account",   { 50034, 50020, 51004, 90072 }, zh = "查無此帳號",       en = "No such account here",
    "We couldn't find an account with that username" },
  { "enrol",        { 50072, 50079, 53010 },        zh = "要先註冊驗證方法", en = "A second factor must be set up",
    "More information required" },
  { "second",       { 50074, 50076, 50078, 500121 }, zh = "要完成第二道驗證", en = "The second factor is not done",
    "Approve sign in request", "We didn't hear from you" },
  { "disabled",     { 50057 },                      zh = "帳號已停用",       en = "The account is disabled" },
  { "device",       { 53000, 53001, 50097, 50129 }, zh = "裝置不合規定",     en = "The device is not accepted",
    "You can't get there from here" },
  { "policy",       { 53003, 53002, 50131 },        zh = "被條件式存取擋下", en = "Blocked by conditional access",
    "You cannot access this right now" },
  { "unassigned",   { 50105 },                      zh = "沒有指派這個程式", en = "Not assigned to this application" },
  { "consent",      { 65001, 90094, 90095 },        zh = "程式還沒獲得同意", en = "The application lacks consent",
    "Need admin approval" },
  { "session",      { 50173, 50132, 50133, 70043, 700082 }, zh = "登入狀態已失效", en = "The session is no longer valid" },
  { "app_setup",    { 700016, 50011, 500011 },      zh = "程式的設定不對",   en = "The application's setup is wrong" },
  { "risk",         { 53011, 53004, 50135 },        zh = "帳號有風險警示",   en = "The account is at risk" },
}
local code_answers, code_words = {}, {}
for i, c in ipairs(codes) do
  code_answers[i] = { c[1], zh = c.zh, en = c.en, sign = "AADSTS" .. c[2][1] }
  local words = { table.unpack(c, 3) }
  for _, number in ipairs(c[2]) do table.insert(words, tostring(number)) end
  code_words[c[1]] = words
end

question "code" {
  zh = "畫面上的錯誤碼是什麼？", en = "Which error code is on the screen?",
  say = { zh = "請把 AADSTS 開頭那一行照著唸，或整段貼給我，英文不用翻譯。",
          en = "Please read me the line that begins with AADSTS, or paste it all as it is." },
  how = { zh = "只打數字也可以。沒有代碼就打畫面那句英文；都沒有，答不確定。",
          en = "The number alone will do. No code: type the page's sentence. Neither: answer \"not sure\"." },
  why = { zh = "錯誤碼直接指出卡在哪一關，最省時間。", en = "The code names the gate that is shut: nothing is quicker." },
  kind = "text", match = code_words, answers = code_answers,
  given = {
    wrong_account     = { no_account = .85, bad_password = .10 },
    wrong_password    = { bad_password = .90, locked = .04 },
    password_expired  = { expired = .94 },
    locked_by_tries   = { locked = .96 },
    account_disabled  = { disabled = .96 },
    not_enrolled      = { enrol = .95 },
    factor_lost       = { second = .93 },
    factor_missed     = { second = .94 },
    device_unmanaged  = { device = .70, policy = .27 },
    policy_blocks     = { policy = .85, device = .12 },
    not_assigned      = { unassigned = .95 },
    no_consent        = { consent = .95 },
    stale_session     = { session = .60 },
  },
  cost = 1, cite = "#codes",
}

-- ---------------------------------------------------------------- the goal, and where it stops

question "signed_in" {
  zh = "現在登入了嗎？", en = "Is the user signed in now?",
  say = { zh = "請您再登入一次，告訴我最後看到哪個畫面。", en = "Please sign in once more and tell me the last page you see." },
  answers = {
    { "works", zh = "看到服務的首頁", en = "The service's page shows" },
    { "fails", zh = "還是進不去", en = "Still not in" },
  },
  cost = 1, cite = "#symptoms",
}

question "stage" {
  zh = "停在哪一個畫面？", en = "On which page does it stop?",
  say = { zh = "請唸畫面最上面那一行大字給我聽。", en = "Please read me the large line at the top of the page." },
  answers = {
    { "account", zh = "輸入帳號之後", en = "After the account", sign = "We couldn't find an account with that username" },
    { "password", zh = "輸入密碼之後", en = "After the password", sign = "Your account or password is incorrect" },
    { "need_more", zh = "要求更多資訊", en = "More information required", sign = "More information required" },
    { "prompt", zh = "等手機核准", en = "Waiting for the phone", sign = "Approve sign in request" },
    { "denied", zh = "說無法存取", en = "Access refused", sign = "You cannot access this right now" },
    { "approval", zh = "要求管理員核准", en = "Admin approval", sign = "Need admin approval" },
    { "turning", zh = "一直轉回登入頁", en = "Back to the sign-in page" },
  },
  cost = 1, cite = "#stage",
}

-- ---------------------------------------------------------------- account and password

question "private_window" {
  zh = "無痕視窗裡登得進去嗎？", en = "Does it work in a private window?",
  say = { zh = "請開一個無痕視窗登入看看，原本的視窗先不要關。", en = "Please try it in a private window. You can leave the other one open." },
  how = { zh = "Windows 的 Edge、Chrome：Ctrl+Shift+N。密碼親手打，不用記住的那組。",
          en = "Edge and Chrome on Windows: Ctrl+Shift+N. Type the password by hand." },
  answers = {
    { "works", zh = "進得去", en = "It works there" },
    { "fails", zh = "一樣不行", en = "It fails there too" },
  },
  given = { stale_session = { works = .95 }, wrong_password = { fails = .70 }, policy_blocks = { fails = .97 } },
  cost = 2, cite = "#private-window",
}

question "sign_in_log" {
  zh = "登入記錄寫什麼原因？", en = "What does the sign-in log give as the reason?",
  how = { zh = "系統管理中心 > 登入記錄，找這個時間的那一筆，看「失敗原因」和 IP。",
          en = "Admin centre > sign-in logs: the entry at that time, its failure reason and IP." },
  why = { zh = "50053 有兩種：試太多次，或來源 IP 有惡意紀錄。後者要交給資安。",
          en = "50053 has two meanings: too many tries, or an address known to be malicious. Security takes the latter." },
  answers = {
    { "tries", zh = "試太多次", en = "Too many tries", sign = "The account is locked" },
    { "bad_ip", zh = "來源 IP 有問題", en = "A malicious address", sign = "IP address with malicious activity" },
    { "strange", zh = "不明地點或 IP", en = "A place nobody knows" },
  },
  cost = 3, cite = "#locked",
}

-- ---------------------------------------------------------------- the second factor

question "prompt_mine" {
  zh = "那則核准要求是本人發起的？", en = "Did the user start that approval request?",
  say = { zh = "手機上的要求，是您剛才登入時跳出來的嗎？不是就不要按。",
          en = "Did the request on your phone come up just when you signed in? If not, don't tap it." },
  answers = {
    { "mine", zh = "是，或沒收到", en = "Yes, or there was none" },
    { "not_mine", zh = "不是我發起的", en = "No, it came by itself" },
  },
  cost = 1, cite = "#second-factor",
}

question "factor_state" {
  zh = "手機上是什麼情況？", en = "What about the phone?",
  answers = {
    { "changed", zh = "換手機或遺失", en = "New phone, or lost" },
    { "no_prompt", zh = "沒有跳出通知", en = "No notification", sign = "We didn't hear from you" },
    { "late", zh = "來不及按", en = "Too late", sign = "Request timed out" },
    { "wrong_code", zh = "驗證碼不對", en = "The code is refused", sign = "That code didn't work" },
  },
  given = { factor_lost = { changed = .9 }, factor_missed = { changed = .02 } },
  cost = 1, cite = "#second-factor",
}

-- ---------------------------------------------------------------- device and policy

question "managed" {
  zh = "是公司納管的電腦嗎？", en = "Is it a managed company computer?",
  how = { zh = "在使用者的電腦執行，看 AzureAdJoined 或 DomainJoined。手機看有沒有公司入口網站 App。",
          en = "On the user's computer: see AzureAdJoined or DomainJoined. On a phone: is there the Company Portal?",
          run = "dsregcmd /status" },
  answers = {
    { "managed", zh = "公司納管", en = "Managed", sign = "AzureAdJoined : YES" },
    { "own", zh = "自己的電腦", en = "The user's own", sign = "AzureAdJoined : NO" },
  },
  cost = 2, cite = "#device",
}

-- ---------------------------------------------------------------- what a hand-over wants to know

question "account_name" {
  zh = "登入用的帳號是什麼？", en = "Which account is used?",
  how = { zh = "整個抄下，含 @ 後面。密碼不要問，也不要記。", en = "All of it, with what follows the @. Never ask for the password." },
  kind = "text", share = true, cost = 1, cite = "#hand-over",
}
question "correlation_id" {
  zh = "「更多詳細資料」寫什麼？", en = "What does \"More details\" say?",
  say = { zh = "請按錯誤頁下方的「更多詳細資料」，整段複製給我，這樣工程師就找得到。",
          en = "Please open \"More details\" at the foot of the page and send me all of it: it leads the engineers to the spot." },
  how = { zh = "要有 Correlation ID、Trace ID、Timestamp 三行。時間是 UTC，照抄，不要換算。",
          en = "Three lines: Correlation ID, Trace ID, Timestamp. The time is UTC: copy it as it is." },
  kind = "text", cost = 1, cite = "#hand-over",
}

-- ---------------------------------------------------------------- causes

fault "wrong_account" {
  zh = "帳號或租戶不對", en = "Wrong account or tenant", prior = .11, cite = "#account",
  tell = { zh = "畫面用的是另一個帳號；換成公司的帳號就能登入。",
           en = "The page was using another account. With your company account it works." },
}
fault "wrong_password" {
  zh = "密碼不對", en = "Wrong password", prior = .29, cite = "#password",
  tell = { zh = "送出的密碼和系統上的不一樣，常常是瀏覽器還記著舊的；您的帳號沒有問題。",
           en = "The password that was sent differed from the one on record, often because a browser keeps an old one. Your account is fine." },
}
fault "password_expired" {
  zh = "密碼已過期", en = "The password has expired", prior = .11, cite = "#password",
  tell = { zh = "密碼用滿期限了，換一組新的就能登入。", en = "Your password had reached its end. A new one lets you in." },
}
fault "locked_by_tries" {
  zh = "試太多次而鎖定", en = "Locked after too many tries", prior = .09, cite = "#locked",
  tell = { zh = "系統為了保護帳號先暫停登入，過一會兒會自動解開。",
           en = "To protect your account the system paused sign-in. It opens again by itself after a while." },
}
fault "account_disabled" {
  zh = "帳號已停用", en = "The account is disabled", prior = .04, cite = "#disabled",
  tell = { zh = "這個帳號目前停用中，要由您的主管確認後才能開啟。",
           en = "This account is switched off at present. Your manager has to confirm before it is opened." },
}
fault "not_enrolled" {
  zh = "還沒有註冊驗證方法", en = "No second factor is set up yet", prior = .09, cite = "#enrol",
  tell = { zh = "公司要求多一道驗證，設定一次手機就可以了。",
           en = "The company asks for a second step. Setting up your phone once is enough." },
}
fault "factor_lost" {
  zh = "換手機或遺失，收不到驗證", en = "The phone was changed or lost", prior = .08, cite = "#second-factor",
  tell = { zh = "驗證還連著舊手機；核對身分之後改到新手機就好。",
           en = "The second step still belongs to your old phone. Once we know it's you, it moves to the new one." },
}
fault "factor_missed" {
  zh = "第二道驗證沒有完成", en = "The second factor was not completed", prior = .06, cite = "#second-factor",
  tell = { zh = "手機上的那一步還沒完成，再做一次就能登入。", en = "The step on your phone was not finished. Doing it once more lets you in." },
}
fault "device_unmanaged" {
  zh = "裝置沒有納管", en = "The device is not managed", prior = .03, cite = "#device",
  tell = { zh = "這項服務只開放公司納管的電腦；換一台就能用，您的帳號正常。",
           en = "This service is open to managed computers only. Your account is fine." },
}
fault "policy_blocks" {
  zh = "條件式存取原則擋下", en = "A conditional access policy blocks it", prior = .02, cite = "#device",
  tell = { zh = "公司的安全規則擋下了這次登入，工程師正在看是哪一條。",
           en = "A security rule of the company stopped this sign-in. Engineers are finding out which." },
}
fault "not_assigned" {
  zh = "沒有指派這個應用程式", en = "The user is not assigned to the application", prior = .02, cite = "#assignment",
  tell = { zh = "您的帳號還沒有這個程式的使用權，要由負責人開通。",
           en = "Your account may not use this application yet; its owner can grant that." },
}
fault "no_consent" {
  zh = "應用程式還沒有獲得同意", en = "The application lacks consent", prior = .01, cite = "#consent",
  tell = { zh = "這個程式要先由管理員審查，工程師已經接手。", en = "This application needs a review by the administrators. Engineers have it now." },
}
fault "stale_session" {
  zh = "瀏覽器留著舊的登入狀態", en = "The browser keeps an old session", prior = .03, cite = "#private-window",
  tell = { zh = "瀏覽器留著舊的登入紀錄，清掉之後就正常。", en = "The browser kept an old sign-in. It works once that is cleared." },
}

-- ---------------------------------------------------------------- remedies: each is verified by the goal, signing in

action "use_right_account" {
  zh = "改用公司帳號，在無痕視窗登入", en = "Sign in with the company account, in a private window",
  fixes = { wrong_account = .90 }, cost = 2,
  steps = {
    { zh = "開無痕視窗，打開服務的網址。", en = "Open a private window, and the service's address." },
    { zh = "輸入完整帳號，核對 @ 後面是公司的網域。", en = "Enter the whole account; what follows the @ is the company's domain." },
  },
  changes = { "code", "stage" },
  undo = { zh = "關掉無痕視窗即可。", en = "Close the private window." }, cite = "#account",
}

action "type_anew" {
  zh = "親手重打密碼，刪掉記住的舊密碼", en = "Type the password by hand; delete the one that is kept",
  fixes = { wrong_password = .45 }, cost = 2,
  safety = { zh = "只試一次，錯太多次會被鎖。密碼不要唸出來。", en = "Once only: too many tries lock the account. The password is not read out." },
  steps = {
    { zh = "看 Caps Lock 和輸入法，再看帳號 @ 後面對不對。", en = "Look at Caps Lock and the keyboard language, then at what follows the @." },
    { zh = "開無痕視窗（Ctrl+Shift+N），密碼親手打一次。", en = "Open a private window (Ctrl+Shift+N) and type the password by hand." },
    { zh = "進得去，就刪掉瀏覽器和手機郵件裡記住的那組。", en = "If that works, delete the password kept in the browser and in the phone's mail." },
  },
  changes = { "code", "stage", "private_window" },
  undo = { zh = "下次登入時讓瀏覽器重新記住。", en = "Let the browser keep it anew at the next sign-in." }, cite = "#password",
}

action "self_reset" {
  zh = "請使用者自助重設密碼", en = "The user resets the password themselves",
  fixes = { wrong_password = .85, password_expired = .88, locked_by_tries = .50 }, cost = 5,
  safety = { zh = "密碼由使用者自己輸入，不可唸出來，也不可代打。", en = "The user types it. It is not read out, and nobody types it for them." },
  steps = {
    { zh = "在使用者的電腦開啟重設頁，輸入帳號。", en = "On the user's computer open the reset page; enter the account.", run = "https://aka.ms/sspr" },
    { zh = "選「我忘記密碼」，用登記的手機或信箱收驗證碼。", en = "Choose \"I forgot my password\"; receive the code on the phone or mailbox on record." },
    { zh = "設新密碼，等 1 分鐘再登入；手機郵件的也要換。", en = "Set a new password, wait a minute, sign in. Change it in the phone's mail as well." },
  },
  changes = { "code", "stage", "private_window" },
  undo = { zh = "舊密碼不能復原；忘了就再重設一次。", en = "The old one does not come back; reset again if it is forgotten." }, cite = "#password",
}

action "admin_reset" {
  zh = "核對身分後，由管理員重設密碼", en = "An administrator resets it, once the user is identified",
  fixes = { wrong_password = .95, password_expired = .95, locked_by_tries = .60 }, cost = 12, risk = "approval",
  safety = { zh = "先回撥人事登記的電話核對本人。不可依來電號碼認人，臨時密碼不寄信。",
             en = "Call back the number that personnel has on record. The number that called proves nothing; no temporary password by mail." },
  steps = {
    { zh = "回撥核對，把核對方式寫進案件。", en = "Call back; note in the case how you identified them." },
    { zh = "系統管理中心 > 使用者 > 重設密碼，勾選下次登入要變更。", en = "Admin centre > the user > reset password; to be changed at next sign-in." },
  },
  changes = { "code", "stage", "private_window" },
  undo = { zh = "無法復原；有疑慮就撤銷工作階段，交給資安。", en = "It cannot be undone; in doubt revoke the sessions and call security." }, cite = "#password",
}

action "wait_unlock" {
  zh = "停止嘗試，等 15 分鐘再登入", en = "Stop trying, and sign in after 15 minutes",
  fixes = { locked_by_tries = .80 }, cost = 3, wait = 15,
  steps = {
    { zh = "手機、平板上的郵件先登出，它們也在試。", en = "Sign out the mail on phones and tablets: they are trying too." },
    { zh = "15 分鐘後只試一次；再錯，會鎖得更久。", en = "After 15 minutes try once; another slip locks it for longer." },
  },
  changes = { "code", "stage" },
  undo = { zh = "不需要。", en = "Not needed." }, cite = "#locked",
}

action "confirm_account" {
  zh = "向主管確認後，由管理員啟用帳號", en = "Confirm with the manager, then have it enabled",
  fixes = { account_disabled = .80 }, cost = 10, wait = 30, risk = "approval",
  safety = { zh = "停用可能是離職或資安處置。主管書面確認之前不可啟用。",
             en = "It may be a leaver, or security's doing. Not before the manager confirms in writing." },
  steps = {
    { zh = "問主管：這個人還在職嗎？誰停用的？", en = "Ask the manager: still with us? Who disabled it?" },
    { zh = "附上確認，請帳號管理員啟用。", en = "With that confirmation ask the account's administrator to enable it." },
  },
  changes = { "code" },
  undo = { zh = "由帳號管理員再停用。", en = "The administrator disables it again." }, cite = "#disabled",
}

action "enrol" {
  zh = "註冊第二道驗證", en = "Set up the second factor",
  fixes = { not_enrolled = .92 }, cost = 8,
  safety = { zh = "用使用者自己的手機。QR 碼不可拍給別人，也不可由別人代掃。", en = "With the user's own phone. The QR code is shown to nobody and scanned by nobody else." },
  steps = {
    { zh = "在公司網路開啟安全性資訊頁，照畫面加入驗證器。", en = "On the company's network open the security info page and add the Authenticator.", run = "https://aka.ms/mfasetup" },
    { zh = "再加一種備用方法，例如手機號碼。", en = "Add a spare method, such as a phone number." },
  },
  changes = { "code", "stage" },
  undo = { zh = "在同一頁刪除方法。", en = "Delete the method on the same page." }, cite = "#enrol",
}

action "complete_factor" {
  zh = "再登入一次，完成手機上的驗證", en = "Sign in again and complete the step on the phone",
  fixes = { factor_missed = .85 }, cost = 3,
  steps = {
    { zh = "手機的時間設為自動，通知打開。", en = "On the phone: time set automatically, notifications on." },
    { zh = "先打開驗證器，再按登入，輸入畫面上的數字。", en = "Open the Authenticator first, then sign in; enter the number on the page." },
  },
  changes = { "code", "stage", "factor_state" },
  undo = { zh = "不需要。", en = "Not needed." }, cite = "#second-factor",
}

action "other_method" {
  zh = "改用備用的驗證方法", en = "Use the spare method",
  fixes = { factor_lost = .50, factor_missed = .60 }, cost = 3,
  steps = { { zh = "在等候畫面選「我現在無法使用驗證器」，挑另一種。", en = "On the waiting page choose \"I can't use my Authenticator app right now\", then another one." } },
  changes = { "code", "stage" },
  undo = { zh = "下次照常用驗證器。", en = "Use the Authenticator again next time." }, cite = "#second-factor",
}

action "reset_factor" {
  zh = "核對身分後，要求重新註冊驗證", en = "Have the factor registered anew, once the user is identified",
  fixes = { factor_lost = .93 }, cost = 15, risk = "approval",
  safety = { zh = "等於換鎖：先回撥人事登記的電話，或當面看證件。手機遺失要同時撤銷工作階段。",
             en = "It changes the lock: call back the number on record, or see an identity card. A lost phone: revoke the sessions, too." },
  steps = {
    { zh = "系統管理中心 > 使用者 > 驗證方法 > 要求重新註冊。", en = "Admin centre > the user > authentication methods > require re-register." },
    { zh = "使用者照畫面在新手機設定。", en = "The user sets up the new phone as the page says." },
  },
  changes = { "code", "stage", "factor_state" },
  undo = { zh = "無法復原；有疑慮就停用帳號，交給資安。", en = "It cannot be undone; in doubt the account is disabled and security called." }, cite = "#second-factor",
}

action "use_managed" {
  zh = "先改用公司納管的電腦", en = "Use a managed computer for now",
  fixes = { device_unmanaged = .90 }, cost = 4, workaround = true,
  steps = { { zh = "用公司配發的電腦登入；沒有就借公用機。", en = "Sign in on the company's computer, or a shared one." } },
  changes = { "code", "stage", "managed" },
  undo = { zh = "不需要。", en = "Not needed." }, cite = "#device",
}

action "assign_app" {
  zh = "請應用程式負責人指派使用者", en = "Have the application's owner assign the user",
  fixes = { not_assigned = .92 }, cost = 8, wait = 10, risk = "approval",
  safety = { zh = "由負責人授予，一線不可自行加入群組。", en = "Its owner grants it; the first line adds nobody to a group." },
  steps = {
    { zh = "送出申請：誰、哪個程式、什麼角色、到何時。", en = "Ask for it: who, which application, which role, until when." },
    { zh = "指派後等 10 分鐘，登出再登入。", en = "Once assigned wait 10 minutes; sign out and in." },
  },
  changes = { "code", "stage" },
  undo = { zh = "由負責人移除指派。", en = "The owner removes the assignment." }, cite = "#assignment",
}

action "clear_session" {
  zh = "清掉這個網站的 Cookie", en = "Clear the cookies of this site",
  fixes = { stale_session = .90 }, cost = 3,
  safety = { zh = "先存好其他分頁的工作，同網站的會一起登出。", en = "Save the work in other tabs first: the same site signs out there, too." },
  steps = { { zh = "網址列左邊的圖示 > Cookie > 全部移除，關掉瀏覽器再開，重新登入。", en = "The icon left of the address > cookies > remove all; restart the browser, sign in." } },
  changes = { "code", "stage", "private_window" },
  undo = { zh = "重新登入即可。", en = "Sign in again." }, cite = "#private-window",
}

-- ---------------------------------------------------------------- hand-overs

local trail = { "account_name", "code", "correlation_id", "affected", "last_worked" }

escalation "architects" {
  to = "cloud_architects", level = 2, cost = 60,
  zh = "交給雲端架構工程人員查登入原則", en = "Cloud architects look into the sign-in policies",
  say = { zh = "我把錯誤碼和時間都交給工程師了，您不用再說一次，有進展回電給您。",
          en = "The engineers have the code and the time now. You needn't repeat it; we'll call you." },
  evidence = { "managed", "network_ip", table.unpack(trail) },
}
escalation "developers" {
  to = "cloud_developers", level = 2, cost = 60,
  zh = "交給雲端系統開發工程人員查應用程式", en = "Cloud developers look into the application",
  say = { zh = "您的帳號沒有問題，是程式的設定要調整，工程師會接著處理。",
          en = "Your account is fine: the application's setup has to change. Engineers go on from here." },
  evidence = trail,
}
escalation "security_desk" {
  to = "security", level = 2, cost = 45,
  zh = "交給資訊安全人員，帳號先不要動", en = "Security takes over; leave the account as it is",
  say = { zh = "為了保護您的帳號，這部分由資安同仁接手。請先不要再試，也不要按核准。",
          en = "To protect your account our security team takes this on. Please don't try again, and approve nothing." },
  evidence = { "sign_in_log", "prompt_mine", "security_seen", table.unpack(trail) },
}

-- ---------------------------------------------------------------- the walk

flow {
  include "common/before_start",
  when(is("provider_status", "incident")) { see "common/provider_incident" },
  ask "code" {
    bad_password = conclude "wrong_password",
    expired      = conclude "password_expired",
    locked       = go "locked",
    no_account   = conclude "wrong_account",
    enrol        = conclude "not_enrolled",
    second       = go "factor",
    disabled     = go "disabled",
    on(one_of("device", "policy")) { go "device" },
    unassigned   = conclude "not_assigned",
    consent      = go "consent",
    session      = conclude "stale_session",
    app_setup    = escalate "developers",
    risk         = escalate "security_desk",              -- the service itself suspects that somebody else signs in
    other        = go "stage",
    unsure       = go "stage",
  },
  otherwise = escalate "architects",
}

flow "stage" {
  ask "stage" {
    account   = conclude "wrong_account",
    password  = conclude "wrong_password",
    need_more = conclude "not_enrolled",
    prompt    = go "factor",
    denied    = go "device",
    approval  = go "consent",
    turning   = ask "private_window" {
      works = conclude "stale_session",
      fails = escalate "architects",
    },
  },
}

flow "disabled" {
  conclude "account_disabled",
  otherwise = escalate "security_desk",                   -- nobody vouches for it, and somebody tries to use it
}

flow "locked" {
  ask "sign_in_log" {
    tries  = conclude "locked_by_tries",
    other  = escalate "security_desk",
    unsure = escalate "security_desk",                    -- an address that nobody has looked at counts as malicious
  },
}

flow "factor" {
  ask "prompt_mine" {
    not_mine = escalate "security_desk",
    unsure   = escalate "security_desk",
  },
  ask "factor_state" {
    changed = conclude "factor_lost",
    other   = conclude "factor_missed",
  },
}

flow "device" {
  ask "managed" {
    own     = conclude "device_unmanaged",
    managed = conclude "policy_blocks",
  },
  otherwise = escalate "architects",
}

flow "consent" {
  conclude "no_consent",
  otherwise = escalate "developers",
}
