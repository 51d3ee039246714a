-- A Pod that does not start, does not stay up, or does not go away: its status first, then what `describe` says of it.
-- Texts of the manual: kb/manuals/kubernetes-pod. The events are matched as kubectl prints them: paste, don't retell.

guide "kubernetes/pod" {
  zh = "Pod 無法正常執行", en = "A Pod does not run as it should",
  symptoms = {
    "pod", "Pod 起不來", "容器起不來", "容器一直重啟", "服務部署後沒起來", "映像檔拉不下來", "kubectl",
    "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "Pending", "Terminating", "ContainerCreating",
    "CreateContainerConfigError", "OOMKilled", "FailedScheduling", "Back-off restarting failed container",
  },
  manual   = "kubernetes-pod",
  goal     = is("pod_ready", "ready"),
  owner    = "l1_containers", reviewed = "2026-03-01",
  applies  = is("product_class", "platform"),
}

-- ---------------------------------------------------------------- the goal, and the Pod's status

question "pod_ready" {
  zh = "Pod 全部就緒了嗎？", en = "Are all of its Pods ready?",
  how = { zh = "看 READY 兩邊的數字，例如 1/1，而且 1 分鐘內 RESTARTS 沒有再增加。",
          en = "Both figures of READY are the same, such as 1/1, and RESTARTS stays as it is for a minute.",
          run = "kubectl get pods -n NAMESPACE" },
  answers = {
    { "ready", zh = "數字相同，沒再重啟", en = "Ready, no restarts", sign = "1/1 Running" },
    { "not_ready", zh = "還沒好", en = "Not yet", sign = "0/1" },
  },
  cost = 1, wait = 1, cite = "#symptoms",
}

question "status" {
  zh = "STATUS 那一欄寫什麼？", en = "What does the column STATUS say?",
  say = { zh = "請貼 kubectl get pods 那一行給我，整行都要。", en = "Please paste me the whole line of kubectl get pods." },
  how = { zh = "用唯讀權限執行就好。Init: 開頭的照樣貼。", en = "Read-only access is enough. Paste those with Init: as well.",
          run = "kubectl get pods -n NAMESPACE -o wide" },
  why = { zh = "狀態說明卡在哪一關：排程、拉映像檔、啟動，還是刪除。",
          en = "It names the gate: scheduling, pulling the image, starting, or going away." },
  kind = "text",
  -- "Running" and "Error" are words of everyday English too: said in passing they are no fact. The flow below takes them.
  match = {
    image = { "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ImageInspectError", "ErrImageNeverPull" },
    config = "CreateContainerConfigError",
    crash = { "CrashLoopBackOff", "OOMKilled", "RunContainerError", "CreateContainerError", "Init:Error" },
    evicted = "Evicted", terminating = "Terminating", pending = "Pending",
    creating = { "ContainerCreating", "PodInitializing" },
    running = { "  Running", "/1 Running", "/2 Running", "/3 Running", "/4 Running" },
  },
  answers = {
    { "image", zh = "拉不到映像檔", en = "The image is not pulled", sign = "ImagePullBackOff, ErrImagePull" },
    { "config", zh = "缺設定或密鑰", en = "A setting is missing", sign = "CreateContainerConfigError" },
    { "crash", zh = "一直重啟", en = "It restarts again and again", sign = "CrashLoopBackOff" },
    { "evicted", zh = "被節點逐出", en = "Evicted from its node", sign = "Evicted" },
    { "terminating", zh = "刪不掉", en = "It does not go away", sign = "Terminating" },
    { "pending", zh = "等候排程", en = "Waiting for a node", sign = "Pending" },
    { "creating", zh = "停在建立中", en = "Being created", sign = "ContainerCreating" },
    { "running", zh = "執行中", en = "Running", sign = "Running" },
  },
  given = {
    no_room = { pending = .97 }, host_port = { pending = .97 }, no_match = { pending = .97 },
    wrong_image = { image = .97 }, image_missing = { image = .97 }, pull_denied = { image = .97 }, pull_blocked = { image = .95 },
    config_missing = { config = .80, crash = .10, creating = .08 },
    app_fails = { crash = .94, running = .04 }, out_of_memory = { crash = .93, running = .05 },
    probe_kills = { crash = .60, running = .37 }, dependency = { crash = .70, running = .27 },
    held_back = { terminating = .98 }, slow_stop = { terminating = .98 }, field_typo = { running = .85, crash = .12 },
    node_trouble = { terminating = .35, evicted = .30, creating = .30 },
  },
  cost = 1, cite = "#status",
}

-- ---------------------------------------------------------------- Pending

question "schedule_event" {
  zh = "排程事件寫什麼？", en = "What does the scheduling event say?",
  how = { zh = "看最下面 Events 的 FailedScheduling，整行貼上。", en = "In Events, at the end: paste the whole line FailedScheduling.",
          run = "kubectl describe pod POD -n NAMESPACE" },
  kind = "text",
  match = {
    port = "free ports", room = { "Insufficient cpu", "Insufficient memory", "Insufficient", "Too many pods" },
    volume = { "PersistentVolumeClaim", "volume node affinity" },
    choice = { "node affinity", "node selector", "untolerated taint", "had taint", "affinity rules", "topology spread" },
  },
  answers = {
    { "port", zh = "連接埠被占用", en = "The port is taken", sign = "didn't have free ports" },
    { "volume", zh = "磁碟區還沒備妥", en = "The volume is not ready", sign = "unbound immediate PersistentVolumeClaims" },
    { "room", zh = "CPU 或記憶體不夠", en = "No CPU or memory left", sign = "Insufficient cpu" },
    { "choice", zh = "沒有符合的節點", en = "No node matches", sign = "didn't match Pod's node affinity/selector" },
  },
  cost = 2, cite = "#pending",
}

-- ---------------------------------------------------------------- the image

question "pull_event" {
  zh = "拉映像檔的事件寫什麼？", en = "What does the event of the pull say?",
  how = { zh = "Events 裡 Failed to pull image 那一行，整行貼上。", en = "In Events the line Failed to pull image: paste all of it.",
          run = "kubectl describe pod POD -n NAMESPACE" },
  kind = "text",
  -- Order matters: a registry that hides its private images says "does not exist" and "denied" in one line. Is it there, then?
  match = {
    bad_name = { "InvalidImageName", "couldn't parse image" },
    no_name = { "no such host", "dial tcp: lookup", "server misbehaving" },
    silent = { "i/o timeout", "Client.Timeout", "TLS handshake timeout", "deadline exceeded", "connection refused" },
    limit = { "toomanyrequests", "Too Many Requests" },
    absent = { ": not found", "manifest unknown", "repository does not exist", "name unknown" },
    denied = { "403 Forbidden", "401 Unauthorized", "unauthorized:", "no basic auth", "authorization failed",
               "downloadArtifacts", "pull access denied" },
  },
  answers = {
    { "bad_name", zh = "名稱寫法不對", en = "The name is malformed", sign = "InvalidImageName" },
    { "no_name", zh = "登錄庫名稱查不到", en = "The registry's name fails", sign = "no such host" },
    { "silent", zh = "連不到登錄庫", en = "The registry is out of reach", sign = "i/o timeout" },
    { "limit", zh = "拉太多次", en = "Pulled too often", sign = "toomanyrequests" },
    { "absent", zh = "找不到映像檔", en = "No such image", sign = "manifest unknown" },
    { "denied", zh = "沒有權限", en = "Not allowed", sign = "403 Forbidden" },
  },
  cost = 2, cite = "#image",
}

question "in_registry" {
  zh = "登錄庫裡有這個標籤嗎？", en = "Is this tag in the registry?",
  how = { zh = "登錄庫網頁，逐字比對名稱和標籤，注意大小寫。", en = "On the registry's page compare name and tag letter by letter." },
  answers = {
    { "typo", zh = "有，但名稱不同", en = "Yes, under another name" },
    { "absent", zh = "沒有這個標籤", en = "There is no such tag" },
    { "there", zh = "有，一字不差", en = "Yes, letter by letter" },
  },
  cost = 2, cite = "#image",
}

question "manual_pull" {
  zh = "在另一台電腦拉得下來嗎？", en = "Can another computer pull it?",
  how = { zh = "請開發人員用自己的帳號執行。拉得下來，問題在節點那一邊。",
          en = "Have a developer run it, signed in as themselves. If it works, the trouble is on the nodes' side.", run = "docker pull IMAGE" },
  answers = {
    { "works", zh = "拉得下來", en = "It works", sign = "Status: Downloaded newer image" },
    { "fails", zh = "一樣失敗", en = "It fails, too" },
  },
  cost = 3, cite = "#image",
}

question "node_account" {
  zh = "節點有讀取登錄庫的權限嗎？", en = "May the nodes read the registry?",
  how = { zh = "主控台 > 登錄庫 > 權限，找節點集區的服務帳號；用 imagePullSecrets 的，看那個 Secret 在不在。只看，不改。",
          en = "Console > the registry > permissions: the node pool's account. With imagePullSecrets: does that Secret exist? Look only." },
  answers = {
    { "granted", zh = "有讀取角色", en = "Yes, a reading role", sign = "Artifact Registry Reader, AcrPull" },
    { "missing", zh = "沒有，或 Secret 不在", en = "No, or no such Secret" },
  },
  cost = 3, cite = "#registry-access",
}

-- ---------------------------------------------------------------- it restarts

question "last_state" {
  zh = "Last State 寫什麼原因？", en = "What reason does Last State give?",
  how = { zh = "describe 的 Last State 三行和 Events，一起貼。", en = "In describe, the three lines of Last State, and Events.",
          run = "kubectl describe pod POD -n NAMESPACE" },
  kind = "text",
  -- A bare "Exit Code" comes last: the reasons above it print one as well.
  match = {
    never = "Restart Count: 0", exited = "Exit Code:",
    memory = "OOMKilled", probe = { "Liveness probe failed", "Startup probe failed" },
    command = { "executable file not found", "exec format error", "ContainerCannotRun", "StartError" },
  },
  answers = {
    { "memory", zh = "記憶體超過上限", en = "Over its memory limit", sign = "Reason: OOMKilled" },
    { "probe", zh = "探查失敗被重啟", en = "Restarted by a probe", sign = "Liveness probe failed" },
    { "command", zh = "啟動指令跑不起來", en = "The command can't start", sign = "executable file not found in $PATH" },
    { "exited", zh = "程式自己結束", en = "The program ended", sign = "Reason: Error, Exit Code: 1" },
    { "never", zh = "還沒重啟過", en = "No restart so far", sign = "Restart Count: 0" },
  },
  cost = 2, cite = "#crash",
}

question "previous_log" {
  zh = "重啟前的紀錄寫什麼？", en = "What does the log before the restart say?",
  how = { zh = "看最後 20 行，先遮蔽密碼和權杖。沒重啟過就拿掉 --previous。",
          en = "The last 20 lines; mask passwords and tokens. No restart so far: leave out --previous.",
          run = "kubectl logs POD -n NAMESPACE --previous --tail=20" },
  answers = {
    { "refused", zh = "連不到別的服務", en = "Another service is away", sign = "connection refused, no such host" },
    { "setting", zh = "缺設定或密鑰", en = "A setting is missing", sign = "environment variable not set" },
    { "trace", zh = "程式錯誤", en = "An error of the program", sign = "Exception, panic, Traceback" },
    { "empty", zh = "沒有紀錄", en = "Nothing at all" },
  },
  given = { dependency = { refused = .9 }, config_missing = { setting = .85 }, app_fails = { trace = .75, empty = .2 } },
  cost = 2, cite = "#crash",
}

question "released" {
  zh = "壞掉之前剛發布過版本嗎？", en = "Was a release made just before?",
  how = { zh = "最後一列是最新的一版：看它的 AGE，和開始出事的時間比。",
          en = "The last line is the newest revision: compare its AGE with the time the trouble began.",
          run = "kubectl get replicasets -n NAMESPACE --sort-by=.metadata.creationTimestamp" },
  answers = { { "yes", zh = "剛發布過", en = "Yes, just before" }, { "no", zh = "沒有，早就在跑", en = "No, long before" } },
  cost = 2, cite = "#roll-back",
}

-- ---------------------------------------------------------------- it stays at ContainerCreating

question "create_event" {
  zh = "卡在建立時，事件寫什麼？", en = "What do the events say while it is being created?",
  how = { zh = "看最下面 Events 的 Warning，整行貼上。", en = "In Events, at the end: paste the line Warning.",
          run = "kubectl describe pod POD -n NAMESPACE" },
  kind = "text",
  match = {
    config = { "configmap \"", "secret \"", "references non-existent" },
    mount = { "FailedMount", "FailedAttachVolume", "Multi-Attach", "Unable to attach or mount" },
    sandbox = { "FailedCreatePodSandBox", "failed to setup network" },
  },
  answers = {
    { "config", zh = "找不到設定或密鑰", en = "A setting is missing", sign = "MountVolume.SetUp failed … configmap \"web\" not found" },
    { "mount", zh = "磁碟區掛不上", en = "A volume does not mount", sign = "FailedMount, FailedAttachVolume" },
    { "sandbox", zh = "網路建不起來", en = "Its network fails", sign = "FailedCreatePodSandBox" },
    { "none", zh = "沒有警告", en = "No warning" },
  },
  given = { config_missing = { config = .9 }, node_trouble = { none = .4, sandbox = .3, mount = .25 } },
  cost = 2, cite = "#creating",
}

-- ---------------------------------------------------------------- it does not go away; it runs, but wrongly

question "finalizer" {
  zh = "Pod 上有 finalizer 嗎？", en = "Does the Pod have a finalizer?",
  how = { zh = "只看，不刪。", en = "Look only: delete nothing.",
          run = "kubectl get pod POD -n NAMESPACE -o jsonpath='{.metadata.finalizers}'" },
  answers = { { "present", zh = "印出名稱", en = "It prints a name", sign = "[\"example.com/…\"]" }, { "absent", zh = "空白", en = "Nothing" } },
  cost = 2, cite = "#terminating",
}

question "node_state" {
  zh = "它所在的節點正常嗎？", en = "Is its node well?",
  how = { zh = "NODE 欄是哪一台，就看那一台的 STATUS。", en = "The STATUS of the node in the column NODE.", run = "kubectl get nodes" },
  answers = {
    { "ready", zh = "正常", en = "Well", sign = "Ready" },
    { "not_ready", zh = "異常或不見了", en = "Unwell, or gone", sign = "NotReady" },
  },
  cost = 2, cite = "#nodes",
}

question "ready_column" {
  zh = "READY 兩邊的數字一樣嗎？", en = "Are both figures of READY the same?",
  answers = {
    { "full", zh = "一樣", en = "The same", sign = "1/1" },
    { "part", zh = "左邊比較小", en = "The left one is less", sign = "0/1" },
  },
  cost = 1, cite = "#running",
}

question "field_check" {
  zh = "檢查設定檔，有錯的欄位嗎？", en = "Does the server's check find a wrong field?",
  how = { zh = "請開發人員對原始檔執行。只檢查，不套用。", en = "Have a developer run it on the manifest. It checks and applies nothing.",
          run = "kubectl apply --dry-run=server --validate=strict -f FILE" },
  answers = {
    { "typo", zh = "有不認得的欄位", en = "An unknown field", sign = "strict decoding error: unknown field" },
    { "clean", zh = "沒有錯誤", en = "None", sign = "(server dry run)" },
  },
  cost = 3, cite = "#running",
}

-- ---------------------------------------------------------------- what a hand-over wants to know

question "pod_name" {
  zh = "叢集、命名空間、Pod 名稱？", en = "Cluster, namespace and name of the Pod?",
  kind = "text", share = true, cost = 1, cite = "#hand-over",
}
question "describe" {
  zh = "describe 印出什麼？", en = "What does describe print?",
  how = { zh = "整段貼上；環境變數裡的密碼先遮蔽。", en = "Paste all of it; mask passwords among the environment variables.",
          run = "kubectl describe pod POD -n NAMESPACE" },
  kind = "text", cost = 2, cite = "#hand-over",
}

-- ---------------------------------------------------------------- causes

fault "no_room" {
  zh = "叢集資源不夠", en = "The cluster has no room", prior = .09, cite = "#pending",
  tell = { zh = "叢集的容量用滿，新的服務排不進去；已在執行的不受影響。",
           en = "The cluster is full, so the new part could not start. What is running is not affected." },
}
fault "host_port" {
  zh = "hostPort 被占用", en = "The hostPort is taken", prior = .02, cite = "#pending",
  tell = { zh = "兩個服務要用同一個連接埠，調整設定後就能啟動。", en = "Two services want the same port. A change of its settings lets it start." },
}
fault "no_match" {
  zh = "沒有符合條件的節點", en = "No node matches its conditions", prior = .04, cite = "#pending",
  tell = { zh = "設定指定的機器目前沒有，調整後就能啟動。", en = "It asks for a kind of machine that is not there. A change of its settings lets it start." },
}
fault "wrong_image" {
  zh = "映像檔名稱或標籤不對", en = "Wrong image name or tag", prior = .12, cite = "#image",
  tell = { zh = "設定裡的版本名稱和實際的不同，改正後就能啟動。", en = "The version's name in the settings differs from the real one. Once corrected it starts." },
}
fault "image_missing" {
  zh = "映像檔還沒推送", en = "The image was not pushed", prior = .06, cite = "#image",
  tell = { zh = "新版本還沒上傳完成，上傳後就會自動啟動。", en = "The new version was not uploaded yet. It starts by itself once it is." },
}
fault "pull_denied" {
  zh = "節點沒有拉取權限", en = "The nodes may not pull", prior = .08, cite = "#registry-access",
  tell = { zh = "機器沒有讀取程式檔的權限，負責人授權後就會啟動。", en = "The machines may not read the program's image. It starts once its owner allows it." },
}
fault "pull_blocked" {
  zh = "節點連不到登錄庫", en = "The nodes cannot reach the registry", prior = .04, cite = "#registry-network",
  tell = { zh = "機器連不到存放程式檔的地方，網路工程師已接手。", en = "The machines cannot reach where the image is kept. Engineers have it now." },
}
fault "config_missing" {
  zh = "缺 ConfigMap 或 Secret", en = "A ConfigMap or Secret is missing", prior = .08, cite = "#config",
  tell = { zh = "啟動需要的一份設定不在，補上就能啟動。", en = "A setting that it needs is not there. Once added it starts." },
}
fault "app_fails" {
  zh = "程式啟動就出錯", en = "The program fails at start", prior = .18, cite = "#crash",
  tell = { zh = "新版本啟動時出錯，我們先換回前一版，開發人員會找原因。", en = "The new version fails at start. We go back to the one before while the developers look into it." },
}
fault "out_of_memory" {
  zh = "記憶體超過上限", en = "Over its memory limit", prior = .08, cite = "#memory",
  tell = { zh = "程式需要的記憶體超過設定的上限，調高後就穩定。", en = "The program needs more memory than it was allowed. It is steady with more." },
}
fault "probe_kills" {
  zh = "健康狀態探查太嚴", en = "A health probe is too strict", prior = .05, cite = "#probes",
  tell = { zh = "程式啟動較慢，系統以為它壞了就重啟；放寬等待時間即可。", en = "It starts slowly and was taken for broken. A longer wait is enough." },
}
fault "dependency" {
  zh = "連不到它依賴的服務", en = "A service it depends on is away", prior = .05, cite = "#crash",
  tell = { zh = "它要用的另一項服務沒有回應，工程師正在查那一項。", en = "Another service that it uses does not answer. Engineers are looking at that one." },
}
fault "held_back" {
  zh = "finalizer 擋住刪除", en = "A finalizer holds the deletion back", prior = .03, cite = "#terminating",
  tell = { zh = "舊的一份還在等收尾，工程師會處理；新的不受影響。", en = "The old copy waits for its clean-up. Engineers see to it; the new one is not affected." },
}
fault "slow_stop" {
  zh = "還在正常收尾", en = "It is still closing down", prior = .02, cite = "#terminating",
  tell = { zh = "舊的一份正在收尾，再等一下就會消失。", en = "The old copy is closing down and goes away in a moment." },
}
fault "field_typo" {
  zh = "設定檔欄位打錯字", en = "A misspelt field in the manifest", prior = .03, cite = "#running",
  tell = { zh = "設定檔有一個欄位打錯，系統沒有採用；改正後就正常。", en = "A field of the settings was misspelt and so not used. It works once corrected." },
}
fault "node_trouble" {
  zh = "節點異常", en = "The node is in trouble", prior = .03, cite = "#nodes",
  tell = { zh = "其中一台機器異常，工程師已接手，服務會移到別台。", en = "One of the machines is in trouble. Engineers have it, and the service moves elsewhere." },
}

-- ---------------------------------------------------------------- remedies

action "lower_requests" {
  zh = "由負責人調低資源需求", en = "The owner lowers its requests",
  fixes = { no_room = .60 }, cost = 10, risk = "approval",
  safety = { zh = "需求調太低會互搶資源。不可刪別人的 Pod 來騰空間。", en = "Too little and programs starve each other. Never delete somebody else's Pods to make room." },
  steps = {
    { zh = "看實際用量。", en = "See what is really used.", run = "kubectl top pods -n NAMESPACE" },
    { zh = "改設定檔的 requests，經版本管理套用。", en = "Change `requests` in the manifest, by way of version control." },
  },
  changes = { "status", "schedule_event" },
  undo = { zh = "套用前一版設定檔。", en = "Apply the manifest before." }, cite = "#pending",
}
action "add_nodes" {
  zh = "由工程師增加節點", en = "Engineers add nodes",
  fixes = { no_room = .95 }, cost = 40, wait = 10, risk = "handover",
  safety = { zh = "會增加費用，一線不調整節點集區。", en = "It costs money; the first line changes no node pool." }, cite = "#pending",
}
action "use_service" {
  zh = "由負責人改用 Service，拿掉 hostPort", en = "The owner uses a Service and drops hostPort",
  fixes = { host_port = .88 }, cost = 15, risk = "approval",
  safety = { zh = "用戶端的連接埠會改變，先通知。", en = "Clients will find another port: tell them first." },
  steps = { { zh = "設定檔刪掉 hostPort，加一個 Service，再套用。", en = "Take hostPort out of the manifest, add a Service, apply." } },
  changes = { "status", "schedule_event" },
  undo = { zh = "套用前一版設定檔。", en = "Apply the manifest before." }, cite = "#pending",
}
action "fix_selector" {
  zh = "由負責人修正節點條件", en = "The owner corrects the node conditions",
  fixes = { no_match = .85 }, cost = 10, risk = "approval",
  safety = { zh = "改 Pod 的條件，不改節點的標籤或 taint。", en = "Change the Pod's conditions, not the nodes' labels or taints." },
  steps = { { zh = "比對節點的標籤和設定檔的 nodeSelector、tolerations。", en = "Compare the nodes' labels with nodeSelector and tolerations.", run = "kubectl get nodes --show-labels" } },
  changes = { "status", "schedule_event" },
  undo = { zh = "套用前一版設定檔。", en = "Apply the manifest before." }, cite = "#pending",
}
action "fix_image" {
  zh = "由負責人改正映像檔名稱", en = "The owner corrects the image's name",
  fixes = { wrong_image = .95 }, cost = 5, risk = "approval",
  safety = { zh = "會改動正式環境。標籤用固定的版本，不用 latest。", en = "It changes production. Use a fixed version as the tag, not latest." },
  steps = { { zh = "改設定檔的 image 再套用。急的時候用這一行，事後補進設定檔。", en = "Correct `image` in the manifest and apply. If it can't wait, this line, then the manifest.",
              run = "kubectl set image deployment/NAME CONTAINER=IMAGE -n NAMESPACE" } },
  changes = { "status", "pull_event" },
  undo = { zh = "改回原來的 image 再套用。", en = "Put the former `image` back and apply." }, cite = "#image",
}
action "push_image" {
  zh = "請開發人員推送映像檔", en = "Have the developers push the image",
  fixes = { image_missing = .93 }, cost = 5, wait = 10, risk = "handover",
  safety = { zh = "一線不代推，也不改用來路不明的映像檔。", en = "The first line pushes nothing, nor uses an image from elsewhere." }, cite = "#image",
}
action "grant_pull" {
  zh = "請登錄庫負責人給節點讀取權限", en = "Have the registry's owner let the nodes read",
  fixes = { pull_denied = .90 }, cost = 10, wait = 5, risk = "approval",
  safety = { zh = "只給讀取，只給節點的服務帳號。不可把登錄庫改成公開。", en = "Reading only, to the nodes' account only. Never make the registry public." },
  steps = {
    { zh = "送出申請：哪個節點集區、哪個登錄庫、讀取。", en = "Ask for it: which node pool, which registry, reading." },
    { zh = "用 Secret 的，由負責人重建；等 5 分鐘，叢集會自己再拉。", en = "A Secret is made anew by its owner. Wait 5 minutes; the cluster pulls again by itself." },
  },
  sets = { node_account = "granted" }, changes = { "status", "pull_event" },
  undo = { zh = "由負責人收回角色。", en = "The owner takes the role back." }, cite = "#registry-access",
}
action "add_config" {
  zh = "由負責人補上 ConfigMap 或 Secret", en = "The owner adds the ConfigMap or Secret",
  fixes = { config_missing = .92 }, cost = 8, risk = "approval",
  safety = { zh = "密鑰的內容不貼進案件，由負責人自己建立。", en = "A secret's content is never pasted into a case: its owner makes it." },
  steps = {
    { zh = "看事件裡缺的是哪個名稱。", en = "See in the events which name is missing.", run = "kubectl get configmaps,secrets -n NAMESPACE" },
    { zh = "負責人從版本管理套用，名稱和命名空間要相同。", en = "The owner applies it from version control: same name, same namespace." },
  },
  changes = { "status", "previous_log", "create_event" },
  undo = { zh = "刪掉補上的那一個。", en = "Delete the one that was added." }, cite = "#config",
}
action "roll_back" {
  zh = "回到前一版", en = "Roll back to the revision before",
  fixes = { app_fails = .88 }, cost = 6, wait = 3, risk = "approval",
  safety = { zh = "先問開發人員資料庫有沒有跟著改；有就不可自行退版。", en = "Ask the developers first whether the database changed with it: if so, don't." },
  steps = {
    { zh = "看版本清單，記下現在的號碼。", en = "List the revisions; note the present one.", run = "kubectl rollout history deployment/NAME -n NAMESPACE" },
    { zh = "退回前一版。", en = "Go back.", run = "kubectl rollout undo deployment/NAME -n NAMESPACE" },
    { zh = "等它完成。", en = "Wait until it is done.", run = "kubectl rollout status deployment/NAME -n NAMESPACE" },
  },
  changes = { "status", "last_state", "previous_log" }, workaround = true,
  undo = { zh = "用記下的號碼：kubectl rollout undo --to-revision=號碼。", en = "With the number noted: kubectl rollout undo --to-revision=NUMBER." }, cite = "#roll-back",
}
action "raise_memory" {
  zh = "由負責人調高記憶體上限", en = "The owner raises the memory limit",
  fixes = { out_of_memory = .80 }, cost = 8, risk = "approval",
  safety = { zh = "Pod 會重啟。先看節點還有多少記憶體。", en = "The Pods restart. See first what memory the nodes have left." },
  steps = {
    { zh = "看用量。", en = "See what it uses.", run = "kubectl top pods -n NAMESPACE" },
    { zh = "看節點還剩多少。", en = "See what the nodes have left.", run = "kubectl top nodes" },
    { zh = "改設定檔的 limits.memory，經版本管理套用。", en = "Change limits.memory in the manifest, by way of version control." },
  },
  changes = { "status", "last_state" },
  undo = { zh = "套用前一版設定檔。", en = "Apply the manifest before." }, cite = "#memory",
}
action "relax_probe" {
  zh = "由負責人放寬探查時間", en = "The owner gives the probe more time",
  fixes = { probe_kills = .78 }, cost = 8, risk = "approval",
  safety = { zh = "放寬，不要拿掉；拿掉就沒有人發現它當掉。", en = "Relax it, don't remove it: without it nobody notices a hang." },
  steps = { { zh = "加 startupProbe，或調高 failureThreshold、timeoutSeconds。", en = "Add a startupProbe, or raise failureThreshold or timeoutSeconds." } },
  changes = { "status", "last_state" },
  undo = { zh = "套用前一版設定檔。", en = "Apply the manifest before." }, cite = "#probes",
}
action "wait_stop" {
  zh = "等它收尾，最多 5 分鐘", en = "Let it close down, 5 minutes at most",
  fixes = { slow_stop = .85 }, cost = 1, wait = 5,
  safety = { zh = "不要加 --force：有狀態的服務會同時有兩份在寫資料。", en = "No --force: of a stateful service two copies would write at once." },
  steps = { { zh = "看著它消失。", en = "Watch it go.", run = "kubectl get pod POD -n NAMESPACE --watch" } },
  changes = { "status" },
  undo = { zh = "不需要。", en = "Not needed." }, cite = "#terminating",
}
action "fix_field" {
  zh = "由負責人改正欄位再套用", en = "The owner corrects the field and applies it",
  fixes = { field_typo = .93 }, cost = 8, risk = "approval",
  safety = { zh = "套用會重啟 Pod，先和使用者約時間。", en = "Applying restarts the Pods: agree on a time with the users." },
  steps = {
    { zh = "改正後再檢查一次，要沒有錯誤。", en = "Check it once more: no errors.", run = "kubectl apply --dry-run=server --validate=strict -f FILE" },
    { zh = "套用。", en = "Apply it.", run = "kubectl apply -f FILE" },
    { zh = "比對結果，欄位要在。", en = "Compare: the field is there now.", run = "kubectl get pod POD -n NAMESPACE -o yaml" },
  },
  sets = { field_check = "clean" }, changes = { "status" },
  undo = { zh = "套用前一版設定檔。", en = "Apply the manifest before." }, cite = "#running",
}

-- ---------------------------------------------------------------- hand-overs

escalation "architects" {
  to = "cloud_architects", level = 2, cost = 75,
  zh = "交給雲端架構工程人員查叢集", en = "Cloud architects look into the cluster",
  say = { zh = "我把狀態和事件都交給叢集的工程師了，他們會接著查，有進展回電給您。",
          en = "The cluster's engineers have its status and events now. They go on from here; we'll call you." },
  evidence = { "pod_name", "status", "describe", "node_state", "recent_changes", "last_worked" },   -- describe holds all the events
}
escalation "developers" {
  to = "cloud_developers", level = 2, cost = 60,
  zh = "交給雲端系統開發工程人員查程式", en = "Cloud developers look into the program",
  say = { zh = "叢集是好的，接下來請開發人員看程式的紀錄，有進展我回電給您。",
          en = "The cluster is fine. The developers look at the program's log next; I'll call you back." },
  evidence = { "pod_name", "status", "describe", "previous_log", "released", "recent_changes", "last_worked" },
}

-- ---------------------------------------------------------------- the walk

flow {
  include "common/before_start",
  when(is("provider_status", "incident")) { see "common/provider_incident" },
  ask "status" {
    pending     = go "pending",
    image       = go "image",
    config      = go "config",
    crash       = go "crash",
    terminating = go "terminating",
    running     = go "running",
    creating    = go "creating",
    evicted     = go "node",
    on(contains("Running")) { go "running" },              -- these words alone, as somebody types them
    on(contains("Error")) { go "crash" },
    on(contains("Unknown")) { go "node" },
    other       = escalate "architects",
  },
  otherwise = escalate "architects",
}

flow "pending" {
  ask "schedule_event" {
    port   = conclude "host_port",
    room   = conclude "no_room",
    choice = conclude "no_match",
    other  = escalate "architects",                        -- volumes, and whatever else keeps the scheduler waiting
  },
}

flow "image" {
  ask "pull_event" {
    bad_name = conclude "wrong_image",
    denied   = go "registry_access",
    on(one_of("no_name", "silent")) { go "registry_network" },
    limit    = escalate "architects",
    absent   = go "registry",
    other    = go "registry",
  },
  otherwise = escalate "developers",
}

flow "registry" {
  ask "in_registry" {
    typo   = conclude "wrong_image",
    absent = go "not_pushed",
  },
  ask "manual_pull" {
    works = go "registry_access",
    fails = escalate "developers",
  },
  otherwise = escalate "developers",
}

flow "not_pushed" { conclude "image_missing", otherwise = escalate "developers" }
flow "registry_access" { ask "node_account" { missing = conclude "pull_denied", granted = escalate "architects" } }
flow "registry_network" { conclude "pull_blocked", otherwise = escalate "architects" }
flow "config" { conclude "config_missing", otherwise = escalate "developers" }

flow "creating" {
  ask "create_event" {
    config = conclude "config_missing",
    mount  = escalate "architects",
    other  = go "node",
  },
  otherwise = escalate "architects",
}

flow "crash" {
  ask "last_state" {
    memory  = conclude "out_of_memory",
    probe   = conclude "probe_kills",
    command = go "release",
  },
  ask "previous_log" {
    refused = conclude "dependency",
    setting = conclude "config_missing",
  },
  go "release",
  otherwise = escalate "developers",
}

flow "release" {
  ask "released" {
    yes = conclude "app_fails",
    no  = escalate "developers",
  },
  otherwise = escalate "developers",
}

flow "terminating" {
  ask "node_state" { not_ready = conclude "node_trouble" },
  ask "finalizer" {
    present = conclude "held_back",
    absent  = conclude "slow_stop",
  },
  otherwise = escalate "architects",
}

flow "node" { ask "node_state" { not_ready = conclude "node_trouble", ready = escalate "architects" } }

flow "running" {
  ask "ready_column" {
    part = go "crash",
    full = ask "field_check" {
      typo  = conclude "field_typo",
      clean = escalate "developers",
    },
  },
  otherwise = escalate "developers",
}
