-- A procedure: each step is done, stuck or skipped.

guide "vpn_setup" {
  zh = "設定 VPN", en = "Set up the VPN", kind = "procedure", symptoms = { "vpn" },
}

action "install" { zh = "安裝用戶端", en = "Install the client" }
action "sign_in" { zh = "登入一次", en = "Sign in once" }

flow { try "install", try "sign_in" }
