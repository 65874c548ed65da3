"""Words that guessers of an Indonesian election office's passwords try first, as folded letters (spelling.py)."""

OFFICE = frozenset(
    """
    kpu kpud kpuri komisi pemilihan pemilu pemilukada pilkada pilpres pileg umum zi zona integritas portal wbk wbbm
    reformasi birokrasi rencana kerja bukti dukung evidence keputusan satker sekretariat sekretaris sekjen ketua
    anggota komisioner staf admin administrator operator divisi subbag subbagian kasubbag bawaslu dkpp ppk pps kpps
    panwaslu coblos pemilih suara demokrasi jurdil luber kantor pegawai negara negeri republik menpan kemenpan lke
    kabupaten kota provinsi pusat kecamatan kelurahan desa masuk akun surel email melayani
    """.split()
)
"""Words that everybody in this office sees every day."""

COMMON = frozenset(
    """
    indonesia indonesiaku merdeka garuda pancasila nusantara bismillah alhamdulillah assalamualaikum assalamu
    allahuakbar allah subhanallah insyaallah masyaallah astaghfirullah muhammad ramadhan ramadan yesus tuhan
    sayang sayangku sayangkamu cinta cintaku akucintakamu cintakamu kamu kangen rindu kekasih pacar mantan jomblo
    keluarga keluargaku bunda ayah ibuku bapak mama papa anakku anak istriku suamiku suami istri adik kakak
    rahasia sandi katasandi kunci password passwd passwort sandiku buka rumahku rumah sekolah kampus semangat sukses
    bahagia selamat pagi malam senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli
    agustus september oktober november desember jakarta bandung surabaya medan semarang makassar yogyakarta jogja
    palembang denpasar bali jawa sumatera kalimantan sulawesi papua aceh persib persija arema persebaya timnas
    liverpool manchester united barcelona realmadrid chelsea arsenal juventus gantengku ganteng cantik manis imut
    keren bebas apaaja terserah lupa ingat hidup mati selalu selamanya kucing anjing bunga mawar melati
    welcome qwerty letmein iloveyou dragon monkey secret master login user guest test testing percobaan coba tes
    default changeme ganti sementara baru komputer laptop internet wifi google facebook instagram whatsapp tiktok
    """.split()
)
"""Words frequent in Indonesian lists of stolen passwords, and the usual words of every other list."""

ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()",
)
"""Neighbours in the alphabet, among the digits and on the keyboard, read forwards and backwards."""
