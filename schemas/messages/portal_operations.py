"""What the person reads who runs the portal: serving, accounts at the terminal, the doctor, backups, the audit trail."""

from schemas.messages import Message

_SERVING = (
    Message("HELP-SERVE", "启动网页", "Serve the portal."),
    Message("HELP-SERVE-HOST", "监听地址", "Address to listen on."),
    Message("HELP-SERVE-PORT", "监听端口", "Port to listen on."),
    Message("SERVE-AT", "网页已启动：{address}（Ctrl+C 结束）", "The portal is at {address} (Ctrl+C ends it)"),
    Message(
        "SERVE-NOBODY",
        "还没有账号。请在另一个终端新增管理员：shenhe user add 用户名 --role administrator",
        "There is no account yet. Add an administrator from another terminal: shenhe user add NAME --role administrator",
    ),
    Message(
        "SERVE-HOSTS",
        "浏览器用别的主机名访问时，请先设环境变量 SHENHE_HOSTS（多个用逗号分开），否则会被拒绝。",
        "Where browsers use another host name, set SHENHE_HOSTS first (several with commas between), else they are "
        "refused.",
    ),
    Message(
        "SERVE-PORT",
        "端口 {port} 已被占用或不能监听。请结束占用它的程序，或用 --port 换一个。",
        "Port {port} is in use or cannot be listened on. End the program that uses it, or choose another by --port.",
    ),
)
_ACCOUNTS = (
    Message("HELP-USER", "账号", "Accounts."),
    Message("HELP-USER-ADD", "新增账号，初始密码只显示一次", "Add an account; its first password is shown once."),
    Message("HELP-USER-NAME", "用户名", "User name."),
    Message(
        "HELP-USER-ROLE",
        "角色：clerk 填报人、office 数据办公室、analyst 分析人员、administrator 管理员",
        "Role: clerk, office, analyst or administrator.",
    ),
    Message("HELP-USER-UNIT", "填报人的填报单位代码", "The unit of a clerk, by its code."),
    Message(
        "HELP-USER-STDIN", "从标准输入读初始密码（一行）", "Read the first password from standard input, one line."
    ),
    Message(
        "HELP-USER-AGAIN",
        "账号已有时，给它一个新的初始密码",
        "Where the account is there, give it a new first password.",
    ),
    Message("USER-ADDED", "{name}（{role}）初始密码：{password}", "{name} ({role}), first password: {password}"),
    Message("USER-ADDED-QUIET", "{name}（{role}）已新增", "{name} ({role}) was added"),
    Message(
        "USER-NO-PASSWORD", "标准输入里没有密码。请写一行。", "There is no password on standard input. Give one line."
    ),
)
_DOCTOR = (
    Message("HELP-DOCTOR", "检查运行条件，一项一行", "Look at everything that the office needs, one line each."),
    Message("DOCTOR-GOOD", "好  ", "ok  "),
    Message("DOCTOR-BAD", "要处理", "to do"),
    Message("DOCTOR-PYTHON", "Python {version}", "Python {version}"),
    Message(
        "DOCTOR-PYTHON-BAD",
        "Python {version}：需要 3.11、3.12 或 3.13。请换一个版本重新安装。",
        "Python {version}: 3.11, 3.12 or 3.13 is needed. Install it again with one of these.",
    ),
    Message("DOCTOR-PACKAGES", "程序包齐全（{count} 个）", "{count:package/packages}, all there"),
    Message(
        "DOCTOR-PACKAGES-BAD",
        "共 {count} 个程序包，缺少或版本不合：{lacking:list}。请按 requirements.lock 重新安装（make setup）。",
        "Of {count:package/packages}, missing or of another version: {lacking:list}. Install again by requirements.lock "
        "(make setup).",
    ),
    Message("DOCTOR-OFFICE", "不需要 Excel 或 LibreOffice", "neither Excel nor LibreOffice is needed"),
    Message(
        "DOCTOR-FONTS",
        "中文字体 {count} 种（服务器本身用不到）",
        "{count:Chinese font/Chinese fonts} (the server itself needs none)",
    ),
    Message(
        "DOCTOR-FONTS-UNKNOWN",
        "字体没有查（没有 fc-list），服务器本身用不到",
        "fonts were not looked at (no fc-list); the server itself needs none",
    ),
    Message("DOCTOR-DISK", "磁盘剩余 {free} GB", "{free} GB free on the disk"),
    Message(
        "DOCTOR-DISK-BAD",
        "磁盘只剩 {free} GB，少于 2 GB。请清理磁盘或扩容。",
        "only {free} GB free on the disk, less than 2 GB. Make room or add a disk.",
    ),
    Message("DOCTOR-FOLDER", "目录可读写：{folder}", "folder can be read and written: {folder}"),
    Message(
        "DOCTOR-FOLDER-BAD",
        "目录不能读写：{folder}。请把它交给运行本程序的用户（chown -R）。",
        "folder cannot be read or written: {folder}. Give it to the user that runs this program (chown -R).",
    ),
    Message("DOCTOR-KEY", "密钥文件 {file} 只有本用户能读", "the key {file} is readable by its owner alone"),
    Message(
        "DOCTOR-KEY-BAD",
        "密钥文件 {file} 别的用户也能读。请运行 chmod 600 {file}。",
        "the key {file} is readable by other users. Run chmod 600 {file}.",
    ),
    Message("DOCTOR-KEY-LATER", "密钥还没有，首次启动时生成", "no key yet; it is made at the first start"),
    Message(
        "DOCTOR-SECCOMP",
        "读工作簿的进程受系统调用限制（seccomp）",
        "processes that read workbooks are confined by seccomp",
    ),
    Message(
        "DOCTOR-SECCOMP-BAD",
        "这台机器不能用 seccomp，读工作簿的进程只有资源限制。请在 x86_64 或 aarch64 的 Linux 上运行，容器里不要禁用 seccomp。",
        "seccomp cannot be used here: processes that read workbooks have limits of resources alone. Run on Linux on "
        "x86_64 or aarch64, with seccomp allowed in the container.",
    ),
    Message(
        "DOCTOR-CONFIGURATION",
        "配置和名册可用（名册 {units} 条）",
        "configuration and register can be used ({units:line/lines} of register)",
    ),
    Message("DOCTOR-CONFIGURATION-BAD", "配置或名册：", "configuration or register: "),
    Message("DOCTOR-NOTICES-NONE", "没有配置通知，不发送任何消息", "no notices are configured; nothing is sent"),
    Message("DOCTOR-NOTICES", "通知 {occasion}：{count} 个对象", "notices of {occasion}: {count:target/targets}"),
    Message(
        "DOCTOR-NOTICES-BAD",
        "通知 {occasion} 的 {count} 个对象里有写法不对的。请按 apprise 的写法改 shenhe.toml 的 [notices]。",
        "of {count:target/targets} for {occasion} one or more cannot be understood. Write [notices] of shenhe.toml as "
        "apprise has it.",
    ),
    Message("DOCTOR-LOCK", "没有夜间校核、发布或备份在进行", "no night, publication or backup is at work"),
    Message("DOCTOR-LOCK-HELD", "夜间校核、发布或备份正在进行", "a night, a publication or a backup is at work"),
    Message("DOCTOR-DATABASE", "数据库 {kind} 可用", "the database ({kind}) answers"),
    Message(
        "DOCTOR-DATABASE-BAD",
        "数据库 {kind} 连不上。请确认它在运行、DATABASE_URL 写对了。",
        "the database ({kind}) does not answer. See that it runs and that DATABASE_URL is right. ",
    ),
    Message("DOCTOR-DATABASE-LATER", "数据库还没有，首次使用时建立", "no database yet; it is made at the first use"),
    Message("DOCTOR-MIGRATIONS", "数据库结构是最新的", "the database has its present form"),
    Message(
        "DOCTOR-MIGRATIONS-BAD",
        "数据库结构不是最新的，下次启动时自动更新。更新前请先备份：shenhe backup run 目录",
        "the database has an earlier form; the next start brings it up to date. Back up first: shenhe backup run DIR",
    ),
    Message("DOCTOR-TRAIL", "审计链完整（{entries} 条）", "the audit trail is whole ({entries:entry/entries})"),
    Message(
        "DOCTOR-TRAIL-BAD",
        "审计链从第 {broken} 条起对不上（共 {entries} 条）。请停用系统，用最近一份校验过的备份核对。",
        "the audit trail does not fit from entry {broken} on (of {entries}). Stop the portal and compare with the last "
        "verified backup.",
    ),
    Message(
        "DOCTOR-NIGHT", "最近一次夜间校核：{began} 开始，已做完", "the last night began {began} and came to its end"
    ),
    Message(
        "DOCTOR-NIGHT-BAD",
        "最近一次夜间校核是 {began} 的，做完了，但已超过一天。请看定时任务是否还在，再运行 shenhe night。",
        "the last night, {began}, came to its end, but is more than a day ago. See whether its timer still runs, then run shenhe night.",
    ),
    Message(
        "DOCTOR-NIGHT-STOPPED-BAD",
        "{began} 开始的夜间校核中途停了，没有做完。请看日志，再运行 shenhe night，会接着做。",
        "the night that began {began} was cut short and did not come to its end. See its log, then run shenhe night, which takes it up.",
    ),
    Message("DOCTOR-NIGHT-RUNS", "{began} 开始的夜间校核正在进行", "the night that began {began} is at work"),
    Message("DOCTOR-NIGHT-NEVER", "还没有做过夜间校核", "no night yet"),
)
_BACKUPS = (
    Message("HELP-BACKUP", "备份", "Backups."),
    Message("HELP-BACKUP-RUN", "把整个数据目录备份成一个文件", "The whole office as one archive."),
    Message("HELP-BACKUP-DIR", "放备份的目录", "Folder for the archive."),
    Message("HELP-BACKUP-VERIFY", "校验一个备份", "Whether an archive is whole."),
    Message("HELP-BACKUP-FILE", "备份文件", "The archive."),
    Message(
        "BACKUP-DONE",
        "备份完成：{file}（{files} 个文件，{megabytes} MB）",
        "Backed up: {file} ({files:file/files}, {megabytes} MB)",
    ),
    Message(
        "BACKUP-WHOLE",
        "备份完整：{files} 个文件的校验值都对；审计链 {entries} 条完整；登记的 {submissions} 个文件都在",
        "The archive is whole: the sums of {files:file/files} are right, the audit trail of {entries:entry/entries} fits, "
        "{submissions:kept file/kept files} on record are all there",
    ),
    Message(
        "BACKUP-WHOLE-DUMP",
        "备份完整：{files} 个文件的校验值都对。数据库是 PostgreSQL 转储，审计链要恢复到数据库后用 shenhe audit verify 校验",
        "The archive is whole: the sums of {files:file/files} are right. The record is a PostgreSQL dump: its audit trail "
        "is verified after its return to a database, by shenhe audit verify",
    ),
    Message(
        "BACKUP-THERE", "已有备份 {file}。请过一秒再试。", "There is an archive {file} already. Try again in a second."
    ),
    Message(
        "BACKUP-NO-PG-DUMP",
        "数据库是 PostgreSQL，这台机器没有 pg_dump，不能备份。请安装 postgresql-client（版本不低于服务器）。",
        "The record is on PostgreSQL and there is no pg_dump here, so nothing was backed up. Install postgresql-client, not "
        "older than the server.",
    ),
    Message("BACKUP-PG-DUMP", "pg_dump 没有完成：{detail}", "pg_dump did not finish: {detail}"),
    Message(
        "BACKUP-NO-ARCHIVE",
        "{file} 不是本系统的备份，或没有写完。请用另一份。",
        "{file} is no archive of ours, or was cut short. Use another one.",
    ),
    Message("BACKUP-NO-SUMS", "缺少 SHA256SUMS：没有写完", "SHA256SUMS is missing: it was cut short"),
    Message("BACKUP-NO-RECORD", "缺少数据库", "the record is missing"),
    Message("BACKUP-RECORD-BROKEN", "数据库打不开", "the record cannot be opened"),
    Message("BACKUP-TRAIL", "审计链从第 {number} 条起对不上", "the audit trail does not fit from entry {number} on"),
    Message("BACKUP-FILE-GONE", "缺少文件 {file}", "a file is missing: {file}"),
    Message("BACKUP-FILE-CHANGED", "文件内容变了：{file}", "a file was changed: {file}"),
    Message("BACKUP-FILE-STRANGE", "多出文件 {file}", "a file does not belong here: {file}"),
    Message("BACKUP-KEPT-GONE", "登记的文件不在 raw/ 里：{file}", "a file on record is not in raw/: {file}"),
    Message(
        "BACKUP-KEPT-CHANGED",
        "raw/ 里的文件与登记的校验码不符：{file}",
        "a file in raw/ is not the one on record: {file}",
    ),
)
_AUDIT = (
    Message("HELP-AUDIT", "审计记录", "The audit trail."),
    Message("HELP-AUDIT-VERIFY", "校验整条审计链", "Whether the whole trail fits."),
    Message("HELP-AUDIT-EXPORT", "导出审计记录，每行一条 JSON", "The whole trail as JSON, one entry a line."),
    Message("AUDIT-WHOLE", "审计链完整，共 {entries} 条", "The audit trail is whole: {entries:entry/entries}"),
    Message(
        "AUDIT-BROKEN",
        "审计链从第 {broken} 条起对不上（共 {entries} 条）：有记录被改过、删过或多出来",
        "The audit trail does not fit from entry {broken} on (of {entries}): something was changed, removed or added",
    ),
)
_ACTS = (
    Message("AUDIT-DID-NIGHT", "开始夜间校核", "began the night"),
    Message("AUDIT-DID-NIGHT-ENDED", "夜间校核结束", "the night ended"),
    Message("AUDIT-DID-VERDICT", "校核", "checked"),
    Message("AUDIT-DID-REGISTER", "登记报送", "put on file"),
    Message("AUDIT-DID-EXPLAIN", "写说明", "explained"),
    Message("AUDIT-DID-CONFIRM", "确认报送", "handed in"),
    Message("AUDIT-DID-WITHDRAW", "撤回", "took back"),
    Message("AUDIT-DID-APPROVE", "审核通过", "approved"),
    Message("AUDIT-DID-RETURN", "退回", "returned"),
    Message("AUDIT-DID-PUBLISH", "发布", "published"),
    Message("AUDIT-DID-RELEASE-NOTE", "写发布说明", "wrote a release note"),
    Message("AUDIT-DID-WAIVE", "登记豁免", "waived"),
    Message("AUDIT-DID-END-WAIVER", "提前终止豁免", "ended a waiver"),
    Message("AUDIT-DID-CORRECT", "同意更正", "permitted a correction"),
    Message("AUDIT-DID-END-CORRECTION", "提前终止更正", "ended a correction"),
    Message("AUDIT-DID-REGISTER-FILE", "换用单位名册", "replaced the register"),
    Message("AUDIT-DID-CONFIGURE", "改配置", "changed the configuration"),
    Message("AUDIT-DID-MAKE-KEY", "建立读取密钥", "made a key"),
    Message("AUDIT-DID-END-KEY", "停用读取密钥", "ended a key"),
    Message("AUDIT-DID-ACCOUNT-ADD", "新增账号", "added an account"),
    Message("AUDIT-DID-ACCOUNT-PASSWORD", "改密码", "set a password"),
    Message("AUDIT-DID-ACCOUNT-END", "停用账号", "ended an account"),
    Message("AUDIT-DID-ACCOUNT-REOPEN", "重新启用账号", "reopened an account"),
    Message("AUDIT-DID-ACCOUNT-ASSIGN", "改角色或单位", "assigned an account"),
    Message("AUDIT-DID-REGISTER-FILE-INTENDED", "准备换用单位名册", "is about to replace the register"),
    Message("AUDIT-DID-REGISTER-FILE-UNDONE", "单位名册没有换成", "did not replace the register"),
    Message("AUDIT-DID-CONFIGURE-INTENDED", "准备改配置", "is about to change the configuration"),
    Message("AUDIT-DID-CONFIGURE-UNDONE", "配置没有改成", "did not change the configuration"),
)
_OCCASIONS = (
    Message("OCCASION-RECEIVED", "收到", "Received"),
    Message("OCCASION-RETURNED", "退回", "Returned"),
    Message("OCCASION-APPROVED", "审定", "Approved"),
    Message("OCCASION-DUE-SOON", "快到截止", "Due soon"),
    Message("OCCASION-OVERDUE", "逾期", "Overdue"),
    Message("OCCASION-PUBLISHED", "发布", "Published"),
    Message("OCCASION-NIGHT-FAILED", "夜间校核没有做完", "The night did not end"),
)
MESSAGES = (*_SERVING, *_ACCOUNTS, *_DOCTOR, *_BACKUPS, *_AUDIT, *_ACTS, *_OCCASIONS)
