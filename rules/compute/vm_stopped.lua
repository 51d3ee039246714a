-- The VM is not running: who stopped it decides whether it may be started again.
-- Texts of the manual: kb/manuals/vm-connection. compute/ssh_unreachable leads here; vm_state and login are declared there.

guide "compute/vm_stopped" {
  zh = "虛擬機器沒有在執行", en = "The VM is not running",
  symptoms = {
    "主機停了", "主機關機", "虛擬機器已停止", "主機自己關掉", "VM stopped", "VM is off", "Deallocated", "TERMINATED",
    "preempted", "hostError",
  },
  manual   = "vm-connection",
  goal     = is("login", "works"),
  owner    = "l1_compute", reviewed = "2026-03-01",
  applies  = is("product_class", "platform"),
}

question "stop_reason" {
  zh = "操作紀錄寫誰停的？", en = "Who stopped it, by the activity log?",
  how = { zh = "主控台 > 操作紀錄，找最後一筆停止（stop、deallocate、preempted）。",
          en = "Console > activity log: the last stop, deallocate or preempted entry." },
  answers = {
    { "owner", zh = "使用者或排程", en = "The owner, or a schedule" },
    { "provider", zh = "業者維護或收回", en = "The provider", sign = "hostError, maintenance, preempted" },
    { "billing", zh = "帳務停用", en = "Billing", sign = "subscription disabled, past due" },
    { "stranger", zh = "不明帳號", en = "An unknown account" },
  },
  cost = 3, cite = "#power",
}

fault "vm_stopped" {
  zh = "虛擬機器已停止", en = "The VM is stopped", cite = "#power",
  tell = { zh = "這台主機停機中，所以連不上；啟動後就能使用，硬碟上的資料都在。",
           en = "The server had been shut down. It works again once started, and the data on its disks is all there." } }

action "start_vm" {
  zh = "啟動虛擬機器", en = "Start the VM",
  fixes = { vm_stopped = .90 }, cost = 5, wait = 3, risk = "approval",
  safety = { zh = "先問擁有者是否刻意停機。啟動後會開始計費，動態公用 IP 可能更換。",
             en = "Ask the owner whether it was stopped on purpose. Starting it costs money, and a dynamic IP may change." },
  steps = {
    { zh = "主控台 > 虛擬機器 > 啟動，等狀態變成執行中。", en = "Console > the VM > start; wait until it says running." },
    { zh = "核對公用 IP，有變就告訴使用者新的位址。", en = "Compare the public IP; tell the user if it is a new one." },
  },
  verify = is("port_22", "open"), sets = { vm_state = "running" }, changes = { "ssh_message", "address", "console" },
  undo = { zh = "由擁有者再停止。", en = "The owner stops it again." },
  cite = "#power",
}

escalation "security_desk" {
  to = "security", level = 2, cost = 60,
  zh = "交給資訊安全人員，主機保持原樣", en = "Security takes over; leave the VM as it is",
  say = { zh = "為了保護您的資料，這部分由資安同仁接手。請先不要關機，也不要刪東西。",
          en = "To protect your data our security team takes this on. Please don't shut down or delete anything." },
  evidence = { "instance_id", "security_sign", "audit_log", "ssh_message", "last_worked" },
}

escalation "billing_desk" {
  to = "billing", level = 2, cost = 60,
  zh = "交給帳務確認訂用帳戶", en = "Billing checks the subscription",
  say = { zh = "這台主機要先由帳務同仁確認合約狀態，資料還在，我請他們聯絡您。",
          en = "Our billing colleagues need to check the contract first. Your data is still there; they'll call you." },
  evidence = { "instance_id", "stop_reason", "affected" },
}
escalation "architects" {
  to = "cloud_architects", level = 2, cost = 90,
  zh = "交給雲端架構工程人員查為何停機", en = "Cloud architects find out why it stopped",
  say = { zh = "主機啟動不順利，我把紀錄交給雲端工程師了，有進展我回電給您。",
          en = "The server won't start as it should. The cloud engineers have its records; I'll call you back." },
  evidence = { "instance_id", "vm_state", "stop_reason", "last_worked", "recent_changes" },
}

flow {
  include "common/before_start",
  ask "vm_state" { running = escalate "architects" },
  ask "stop_reason" {
    stranger = escalate "security_desk",
    billing  = escalate "billing_desk",
  },
  conclude "vm_stopped",
  otherwise = escalate "architects",
}
