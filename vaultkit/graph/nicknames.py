"""Short names and the first names they stand for, English and German: data, all in small letters.

These are heard in what somebody types, so none of them is a word or a place besides. Further ones that are (Memo, Asia)
stand in metrics/twins/given.py, where names alone are held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
abby: abigail | al: albert alan allan alfred alexander | alec: alexander | alex: alexander alexandra alexis alejandro
alexandre | ally: alison | andi: andreas andrea | andy: andrew andreas | angie: angela angelika | annie: ann anna anne
| art: arthur | axl: axel | barb: barbara | basti: sebastian | bea: beatrice beatrix | bec: rebecca | becky: rebecca |
ben: benjamin benedict benedikt | benni: benjamin | benny: benjamin | bernd: bernhard | bernie: bernard bernhard |
bert: albert robert herbert hubert | bess: elizabeth | beth: elizabeth bethany | betty: elizabeth | bill: william |
billy: william | bob: robert | bobby: robert | brad: bradley | cam: cameron | carla: caroline | cat: catherine |
cathy: catherine | charlie: charles charlotte | chas: charles | chris: christopher christian christine christina
christoph christiane | chrissy: christine christina | christa: christine christiane | christl: christine | chuck:
charles | cindy: cynthia lucinda | claire: clara | clem: clement clementine | conny: cornelia constanze | dan: daniel
| dani: daniel daniela | danny: daniel daniela | dave: david | deb: deborah | debbie: deborah | della: adele | dick:
richard | didi: dieter dietrich | dirk: dietrich | dom: dominic dominik | don: donald | dora: dorothea theodora | dot:
dorothy | doug: douglas | drew: andrew | ed: edward edgar edwin edmund | eddie: edward edgar edwin edmund | eli:
elijah elias elisabeth | ella: eleanor isabella | ellie: eleanor elizabeth | emma: emilia | emmy: emma emilia | evi:
eva evelyn | flo: florence florian | fran: frances francesca | frank: francis franklin | franz: franciscus | franzi:
franziska | fred: frederick frederic alfred manfred friedrich | freddie: frederick friedrich | freddy: frederick
friedrich | fritz: friedrich | gabe: gabriel | gabi: gabriele gabriela | gaby: gabriele gabriela | gene: eugene |
geoff: geoffrey | georgie: george georgina | gerd: gerhard | gerry: gerald gerard | gina: regina georgina | ginny:
virginia | greg: gregory gregor | grete: margarete margareta | gretel: margarete | günni: günter günther | hal: henry
harold | hank: henry | hanna: johanna | hanne: johanna hannelore | hannes: johannes | hans: johannes johann | harri:
harald | harry: henry harold harald | heini: heinrich | heinz: heinrich | helen: helena | helmi: helmut | henri: henry
heinrich | hilde: hildegard | hille: hildegard | inge: ingeborg ingrid | isa: isabel isabella isabelle | izzy: isabel
isabella | jack: john jackson | jake: jacob jakob | jamie: james | jan: janet janice johannes | jana: johanna | jeff:
jeffrey | jen: jennifer | jenni: jennifer | jenny: jennifer | jens: johannes | jerry: gerald jeremy jerome | jess:
jessica | jessie: jessica | jill: gillian | jim: james | jimmy: james | jo: joanna johanna joseph josephine joanne
joachim | jochen: joachim | joe: joseph | joey: joseph | johnny: john | jon: jonathan john | jonny: jonathan john |
jos: joseph | joschi: josef | josh: joshua | judy: judith | jule: julia juliane | julie: julia | jupp: josef | jörg:
georg | jörn: jürgen | jürg: georg | jürgen: georg | kai: kaj | kalle: karl | karin: katharina | kat: katherine
katharina | kate: katherine catherine | kathi: katharina | kathrin: katharina | kathy: katherine catherine kathleen |
katie: katherine catherine kathleen | katja: katharina | katrin: katharina | kay: katherine | ken: kenneth | kenny:
kenneth | kim: kimberly | kit: christopher katherine | klara: clara | klaus: nikolaus | kris: kristin kristina
kristian | kurt: konrad | käthe: katharina | larry: lawrence laurence | lars: laurentius | len: leonard | lena: helena
magdalena | lene: helene magdalene | leni: helene magdalena | lenny: leonard | leo: leonard leonhard leonardo leopold
| les: leslie | lex: alexander | lexi: alexandra alexis | liesel: elisabeth | lilli: elisabeth | lily: lilian | lis:
elisabeth | lisa: elizabeth elisabeth | liz: elizabeth elisabeth | lizzie: elizabeth | lotte: charlotte | lou: louis
louise lewis | lucy: lucia lucille | luke: lucas lukas | lutz: ludwig | maddie: madeleine madison | madge: margaret |
maggie: margaret | mandy: amanda | manni: manfred | marc: marcus | marge: margaret | margie: margaret | margot:
margaret margarete | maria: marie mary | marlene: magdalene | matt: matthew matthias | matti: matthias | mattie:
matilda | matze: matthias | max: maximilian maxwell maxine | meg: margaret megan | mel: melanie melissa melvin | mia:
maria | micha: michael | michi: michael michaela | mick: michael | mickey: michael | mike: michael | mikey: michael |
mimi: miriam | mina: wilhelmina | minna: wilhelmina | mitch: mitchell | mo: mohammed maureen moritz | molly: mary |
moni: monika | nan: nancy anne | nat: nathan nathaniel natalie | nate: nathan nathaniel | ned: edward | nell: eleanor
helen | nick: nicholas nicolas nikolas nikolaus dominic | nicki: nicole | nicky: nicholas nicole | nico: nicolas
nikolaus | niels: nikolaus | niko: nikolaus | nils: nikolaus | nina: antonina | nora: eleonora | norm: norman | oli:
oliver | olli: oliver | ollie: oliver | ossi: oswald oskar | otti: ottilie | paddy: patrick | pam: pamela | pat:
patrick patricia | patsy: patricia | patty: patricia | paula: pauline | peg: margaret | peggy: margaret | penny:
penelope | pete: peter | phil: philip phillip philipp | pia: maria | pippa: philippa | polly: mary pauline | rainer:
reinhard | ralf: radolf | ralph: raphael | randy: randolph | ray: raymond | reg: reginald | reni: renate irene | ria:
maria | rich: richard | richie: richard | rick: richard frederick | ricky: richard | rob: robert | robbie: robert |
robby: robert | robin: robert | rod: roderick rodney | rolf: rudolf | roli: roland | ron: ronald | ronnie: ronald
veronica | rosi: rosemarie rosa | rosie: rose rosemary | rudi: rudolf rüdiger | russ: russell | sabi: sabine | sally:
sarah | sam: samuel samantha samson | sammy: samuel samantha | sandra: alexandra | sandy: sandra alexander alexandra |
sara: sarah | sascha: alexander alexandra | sasha: alexander alexandra | seb: sebastian | sepp: josef joseph | sid:
sidney | sigi: siegfried siegmund sigrid | simone: simona | sissi: elisabeth | sofie: sophia | sonja: sophia | stan:
stanley | steff: stefan stefanie | steffen: stephan stefan | steffi: stefanie stephanie | steph: stephanie stephen |
steve: steven stephen stefan | stevie: steven stephen | sue: susan suzanne | suse: susanne | susi: susanne susanna |
susie: susan suzanne | sven: svend | tam: tamara | tanja: tatjana | ted: edward theodore | teddy: edward theodore |
terry: terence theresa | tess: theresa | thea: dorothea theodora | theo: theodore theodor | thilo: dietrich |
thorsten: torsten | tilly: matilda mathilde | tim: timothy timotheus | timmy: timothy | tina: christina bettina
martina valentina | tobi: tobias | toby: tobias | tom: thomas | tommy: thomas | toni: anton antonia | tony: anthony
antony anton antonio | tracy: theresa | tris: tristan | trish: patricia | trudi: gertrud | uli: ulrich ulrike | ulla:
ursula ulrike | ulli: ulrich ulrike | uschi: ursula | ute: ottilie | uwe: ulrich | val: valerie valentine | vera:
verena | vic: victor victoria | vicky: victoria viktoria | viki: viktoria | vin: vincent | vince: vincent | viv:
vivian | volki: volker | wally: walter | walt: walter | wendy: gwendolyn | wes: wesley | will: william | willi:
wilhelm | willy: william wilhelm | wolf: wolfgang | wolfi: wolfgang | woody: woodrow | xandi: alexander alexandra |
xaver: franz | zach: zachary | zack: zachary | zoe: zoey
"""


def _read(table: str) -> dict[str, frozenset[str]]:
    """The table as it is written above → short name → the names it may stand for."""
    found: dict[str, set[str]] = {}
    short = ""
    for word in table.replace("|", " ").split():
        if word.endswith(":"):
            short = word[:-1]
        else:
            found.setdefault(short, set()).add(word)
    return {short: frozenset(names) for short, names in found.items()}


NICKNAMES: Mapping[str, frozenset[str]] = _read(_TABLE)
