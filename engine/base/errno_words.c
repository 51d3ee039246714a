/* What the system's errno stands for, in both languages: the words are our own, of no locale, and never change, so that
 * any thread may have them. Uses waymark.h alone. */
#include <errno.h>

#include "waymark.h"

/* What a person can meet who opens, reads and writes files and starts programs. */
static const struct {
    int number;
    wm_text words;
} known[] = {
    { EPERM, { "系統不允許這樣做", "the system does not permit it" } },
    { ENOENT, { "沒有這個檔案或資料夾", "no such file or folder" } },
    { EINTR, { "中途被打斷", "it was interrupted" } },
    { EIO, { "裝置讀寫錯誤", "the device failed to read or write" } },
    { ENXIO, { "沒有這個裝置", "no such device" } },
    { ENOEXEC, { "這個檔案不能執行", "the file is no program" } },
    { EBADF, { "檔案沒有開啟", "the file is not open" } },
    { ECHILD, { "沒有子程序", "there is no child process" } },
    { EAGAIN, { "暫時做不到，請稍後再試", "not possible at the moment; try again later" } },
    { ENOMEM, { "記憶體不足", "out of memory" } },
    { EACCES, { "沒有權限", "permission denied" } },
    { EBUSY, { "正在使用中", "it is in use" } },
    { EEXIST, { "已經有同名的檔案或資料夾", "a file or folder of that name exists already" } },
    { EXDEV, { "跨越了檔案系統", "it lies on another file system" } },
    { ENODEV, { "沒有這個裝置", "no such device" } },
    { ENOTDIR, { "路徑中有一段不是資料夾", "a part of the path is not a folder" } },
    { EISDIR, { "這是資料夾，不是檔案", "it is a folder, not a file" } },
    { EINVAL, { "系統不接受這樣的要求", "the system does not accept what was asked for" } },
    { ENFILE, { "整個系統開啟的檔案太多", "too many files are open in the whole system" } },
    { EMFILE, { "這個程式開啟的檔案太多", "this program has too many files open" } },
    { ENOTTY, { "這不是終端機", "it is not a terminal" } },
    { ETXTBSY, { "這個程式正在執行", "that program is running" } },
    { EFBIG, { "檔案太大", "the file is too large" } },
    { ENOSPC, { "磁碟滿了", "the disk is full" } },
    { EDQUOT, { "磁碟配額用完了", "the disk quota is used up" } },
    { ESPIPE, { "不能跳到檔案中間讀寫", "it can only be read or written from its beginning on" } },
    { EROFS, { "檔案系統是唯讀的", "the file system is read-only" } },
    { EMLINK, { "連結太多", "it has too many links" } },
    { EPIPE, { "讀取的一端已經關閉", "the reader is gone" } },
    { ENAMETOOLONG, { "名稱太長", "the name is too long" } },
    { ENOSYS, { "這個系統做不到", "this system cannot do it" } },
    { ENOTSUP, { "這裡不支援", "it is not supported here" } },
    { ENOTEMPTY, { "資料夾不是空的", "the folder is not empty" } },
    { ELOOP, { "符號連結太多層，或繞成一圈", "too many symbolic links, or they lead in a circle" } },
    { EOVERFLOW, { "數值大到放不下", "a number is too large to be held" } },
    { ETIMEDOUT, { "等了太久沒有回應", "there was no reply in time" } },
    { ESTALE, { "網路上的這個檔案已經失效", "the file on the network is no longer valid" } },
};

/* The others by their number; Linux's own end at 133. */
#define ONE(n)                                                                                                         \
    {                                                                                                                  \
        "系統錯誤 " #n, "system error " #n                                                                             \
    }
#define TEN(t)                                                                                                         \
    ONE(t##0), ONE(t##1), ONE(t##2), ONE(t##3), ONE(t##4), ONE(t##5), ONE(t##6), ONE(t##7), ONE(t##8), ONE(t##9)

static const wm_text numbered[] = {
    { "系統沒有說明原因", "the system gives no reason" },
    ONE(1),
    ONE(2),
    ONE(3),
    ONE(4),
    ONE(5),
    ONE(6),
    ONE(7),
    ONE(8),
    ONE(9),
    TEN(1),
    TEN(2),
    TEN(3),
    TEN(4),
    TEN(5),
    TEN(6),
    TEN(7),
    TEN(8),
    TEN(9),
    TEN(10),
    TEN(11),
    TEN(12),
    TEN(13),
};

wm_text wm_errno_words(int number)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].number == number)
            return known[i].words;
    if (number >= 0 && (size_t)number < sizeof numbered / sizeof *numbered)
        return numbered[number];
    return (wm_text){ "不明的系統錯誤", "an unknown error of the system" };
}
