-- Lifting a suspension: every overdue bill is paid, then the line is resumed. A procedure: its steps are done, or the desk is stuck.
-- The contract is looked at before: this is entered only where the line may be resumed (kb/manuals/phone, #suspension).

guide "telecom/line_suspension" {
  zh = "繳清帳單並復話", en = "Settle the bills and resume the line",
  symptoms = { "繳費", "帳單逾期", "復話", "overdue bill", "pay a bill", "resume the line" },
  manual = "phone", kind = "procedure",
  owner  = "phone_desk", reviewed = "2026-03-01",
}

question "bill" {
  zh = "有逾期未繳的帳單嗎？", en = "Is there an overdue bill?",
  how = { zh = "客戶資料 > 帳單，看每一筆的狀態。繳完要看到 Paid 才算。",
          en = "Customer record > bills: the status of each. A payment counts once it says Paid." },
  answers = {
    { "overdue", zh = "有逾期的", en = "One is overdue", sign = "Overdue" },
    { "awaiting", zh = "通知已送出，等待付款", en = "Requested, awaiting payment", sign = "Awaiting Payment" },
    { "settled", zh = "都繳清了", en = "All are settled", sign = "Paid" },
  },
  cost = 1, cite = "#bills",
}

action "request_payment" {
  zh = "送出這筆逾期帳單的繳費通知", en = "Send the payment request for the overdue bill",
  cost = 2,
  safety = { zh = "只送逾期的那一筆，先對過金額；同時只能有一筆等待付款。",
             en = "Only for a bill that is overdue, its amount checked; one may await payment at a time." },
  undo = { zh = "請帳務取消通知。", en = "Billing can withdraw the request." },
  cite = "#bills",
}

action "take_payment" {
  zh = "請使用者確認通知並付款", en = "Have the user accept the request and pay",
  cost = 4, risk = "approval",
  safety = { zh = "金額由使用者自己確認。不可代為輸入卡號或驗證碼。", en = "The user confirms the amount. Never enter a card or a code for them." },
  steps = {
    { zh = "請使用者打開繳費通知，唸出金額。", en = "The user opens the request and reads out the amount." },
    { zh = "同意後付款，再到系統看帳單是否變成 Paid。", en = "Once agreed they pay; then see that the bill says Paid." },
  },
  undo = { zh = "付款不能撤回，退款要由帳務辦理。", en = "A payment is not undone here; refunds are billing's." },
  cite = "#bills",
}

action "resume_line" {
  zh = "解除停話", en = "Resume the line",
  cost = 2, risk = "approval",
  safety = { zh = "合約到期或還有欠費都不可以復話。", en = "Never with an ended contract or an unpaid bill." },
  undo = { zh = "在客戶資料把門號改回停話。", en = "Suspend the line again in the customer record." },
  cite = "#suspension",
}

escalation "technical_support" {
  to = "network", level = 2, cost = 60,
  zh = "無法繳清或復話，交給技術支援", en = "Cannot be settled: technical support takes over",
  evidence = { "bill" },
}

flow { go "bills" }

flow "bills" {                                            -- all of them, one at a time; at most five
  ask "bill" {
    overdue = {
      try "request_payment",
      try "take_payment",
      when(failed("take_payment")) { escalate "technical_support" },
      again "bills" { at_most = 4 },
      escalate "technical_support",                       -- still unpaid: the line stays suspended
    },
    awaiting = {                                          -- requested before this call
      try "take_payment",
      when(failed("take_payment")) { escalate "technical_support" },
      again "bills" { at_most = 4 },
      escalate "technical_support",
    },
    unsure = escalate "technical_support",
  },
  try "resume_line",
  when(failed("resume_line")) { escalate "technical_support" },
}
