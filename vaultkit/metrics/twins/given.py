"""Given names that are one: spellings and other tongues' forms, as data, beside the nicknames of graph/nicknames.py.

All without marks and in lower case, as letters.py folds. A line is one name. Names of men and women never share a line,
and a name that stands for itself as often as for another (Hannah, Anna) stands with none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from vaultkit.graph.letters import plain, unmarked
from vaultkit.graph.nicknames import NICKNAMES

_SPELLINGS = """
abdallah abdullah
abdulrahman abdelrahman abdurrahman
adolf adolph
ahmed ahmad ahmet achmed
alan allan allen
albert alberto albrecht
alexander aleksandr alexandr alejandro alessandro aleksander alexandros alexandre oleksandr iskander
alexandra aleksandra alessandra alejandra alexandrina oleksandra
alexei alexey alexej aleksei alexis
ali aly
alison allison alyson
andreas andrew andrej andrei andrey andre andres anders andrzej ondrej
anna ana hana
anne ann
annemarie annamaria
anthony antony anton antonio antoine antonin antoni
antonia antonie
arthur artur arturo
aurelia aurelie
beatrice beatrix beatriz
benedict benedikt benedetto
bernard bernhard bernardo
brian bryan
bridget brigid brigitte birgit birgitta britta
carl karl karel carlo carlos
caroline karoline carolina karolina carolyn
catherine katherine katharine kathryn katharina catharina caterina catarina katarina ekaterina yekaterina katerina
cecilia cecilie cecile
charles carlos
charlotte carlotta
christian kristian christiaan krystian cristian
christiane kristiane
christina christine kristina kristine kirsten kerstin cristina
christopher christoph kristoffer christophe cristobal krzysztof
claire clare clair
clara klara
claudia klaudia
clemens klemens clement clemente
conrad konrad
constantin konstantin konstantinos constantine
cornelius kornelius
daniel danil daniele daniil
darren darran
david davide dawid
deborah debra
dennis denis denys
dimitri dmitri dmitry dmitrij dmytro dimitrios dimitris
dominic dominik dominique domenico
dorothea dorothee dorothy
edward eduard edouard eduardo edoardo
eleanor elinor eleonore eleonora
elena helena helene helen jelena
elias eliyahu
elisabeth elizabeth elisabetta elzbieta isabel
emanuel emmanuel immanuel manuel
emil emile emilio
emily emilie emilia
eoin owen eoghan
eric erik erich
erica erika
ernest ernst ernesto
eugene eugen yevgeny evgeny eugenio
eva eve ewa
federico frederick frederic friedrich frederik fredrik fryderyk
ferdinand fernando
florian floriano
frances francesca franziska francisca francoise
francis franz francisco francesco francois frans
gabriel gavriel
gabriele gabriela gabriella
geoffrey jeffrey jeffery geoffroy
george georg georges jorge giorgos georgios jerzy georgi yorgos
gerard gerhard gerardo gerrit
gertrude gertrud
giovanni john johann johannes jean juan joao jan ivan johan sean jon
gottfried godfrey
gregory gregor grzegorz gregorio grigori
guillermo william wilhelm guillaume willem guglielmo
gunther gunter gunnar
gustav gustaf gustave gustavo
hannah hanna hana
harold harald
heinrich henry henri henrik hendrik enrique enrico hinrich
hermann herman armando
hugo hugh ugo
husain hussein hussain hossein
ian iain
ignaz ignacio ignatius ignacy
igor ihor
irene irina irena
isabelle isabel isabella izabela ysabel
jacob jakob jacobus jakub yakov jacques giacomo
james jaime jacques
joachim joaquin
joanna johanna giovanna
jonathan jonathon johnathan
joseph josef jose giuseppe yosef yoseph jozef youssef yusuf yousef iosif
julia giulia yulia julija
julian giuliano
kathleen cathleen
laurence lawrence lorenz lorenzo laurent
leonard leonhard leonardo
lilian lillian
louis lewis ludwig luis luigi ludovic
louise luise louisa luisa
lucas lukas luca luke lukasz
lucia luzia lucie
madeleine madeline magdalena magdalene
marcel marcello marcelo
marcus markus marc mark marco marek marcos
margaret margarete margarethe margareta margarita margherita margriet marguerite malgorzata
maria mary
marianne mariana
martha marta marthe
martin marten maarten marcin
mathilde matilda mathilda
matthew matthias mathias mateo matteo matthieu mateusz mathew
maurice moritz mauricio maurizio
maximilian maximiliano massimiliano
megan meghan
michael michel miguel mikhail michail michal mihai mikael michele
michaela micaela
miriam mirjam maryam mariam
mohammed mohamed muhammad mohammad mehmet mohamad muhammed mohd mohamud
monica monika monique
mustafa mustapha
natalie nathalie natalia natalya natalija
nicholas nicolas nikolas nikolaus nikolai nikolaj nikolay nikolaos nicola niccolo mikolaj niklas
nicole nicola
oleg oleh
oliver olivier oliviero
omar umar omer
oscar oskar
patrick patrik patricio padraig
paul pavel pawel pablo paolo pavlo pal
peter pedro pierre pietro piotr pyotr petr pjotr petar petros pieter
philip phillip philipp philippe felipe filip filippo
rachel rachael rahel raquel
raphael rafael raffaele
raymond raimund ramon raimondo
rebecca rebekka rebekah
richard ricardo riccardo
robert roberto rupert
rosemary rosemarie
rudolf rudolph rodolfo
samuel samuele shmuel
sarah sara
sebastian sebastien bastien sebastiano
sergei sergey sergej sergio serge serhii
siegfried sigfrid
siegmund sigmund zygmunt
simon simeon szymon
sofia sophia sophie sofie zofia
stanislaus stanislav stanislaw
stephanie stefanie stefania
stephen steven stefan stephan stefano esteban etienne istvan steffen
susan susanne suzanne susanna zuzana
sylvia silvia sylvie
tatiana tatjana tatyana
teresa theresa therese theresia
theodore theodor fyodor fedor teodor
thomas tomas tomasz tommaso tom
timothy timotheus timotej
tobias tobiasz
tracy tracey
ulrike ulrika
valentin valentine valentino
veronica veronika veronique
victor viktor wiktor vittorio
victoria viktoria
vincent vincenzo vincenz vicente
vladimir wladimir volodymyr
walter walther gualtiero
wenzel vaclav
xavier javier
yuri jurij yury yurii
zachary zacharias
"""
_SHORT = """
enzo: vincenzo lorenzo | pepe: jose | paco: francisco | pancho: francisco | nacho: ignacio | beppe: giuseppe
gus: gustav augustus | misha: mikhail | mischa: michael | kolya: nikolai | vanya: ivan | volodya: vladimir
dima: dmitri | katya: ekaterina | nastya: anastasia | sveta: svetlana | lyosha: alexei
heike: henrike | imke: irmgard | antje: anna | anja: anna | anke: anna | annika: anna | maja: maria | mitzi: maria
gitta: brigitte | gitti: brigitte | resi: theresa | wastl: sebastian | schorsch: georg | vroni: veronika
kuba: jakub | bartek: bartosz | asia: joanna | gosia: malgorzata | tomek: tomasz | pasha: pavel
gianni: giovanni | nando: fernando | chema: jose | quique: enrique | lupe: guadalupe | memo: guillermo
kostas: konstantinos | yannis: johannes | nikos: nikolaos | hedy: hedwig | mitch: michael | bob: robert | rae: rachel
alf: alfred | marlies: marieluise | fredi: alfred manfred | manu: manuel manuela emanuel | mandy: amanda
"""
# Short names that are given in full as well, to many who were never called anything else.
_IN_FULL = frozenset(
    """carla clara claire ella emma hanna helen ian ina isa jack jan jana jill julie kai karin kim klara lara lea lena
    leni leo lily lisa lucy luke margot maria marlene mia mina molly nina nora paula pia robin sally sandra sonja tanja
    thea vera zoe""".split()
)


def _groups() -> Mapping[str, frozenset[str]]:
    """Every spelling → the names it is a spelling of, each by the first of its line."""
    found: dict[str, set[str]] = {}
    for line in _SPELLINGS.split("\n"):
        words = line.split()
        for word in words:
            found.setdefault(word, set()).add(words[0])
    return {word: frozenset(heads) for word, heads in found.items()}


def _shorts() -> Mapping[str, frozenset[str]]:
    """Every short name, folded → the names it may stand for."""
    found: dict[str, set[str]] = {}
    for short, names in NICKNAMES.items():
        found.setdefault(unmarked(plain(short)), set()).update(map(plain, names))
    for entry in _SHORT.replace("\n", "|").split("|"):
        short, colon, full = entry.partition(":")
        if colon:
            found.setdefault(short.strip(), set()).update(full.split())
    return {short: frozenset(each) for short, each in found.items()}


GROUPS = _groups()
SHORTS = _shorts()


def known(name: str) -> bool:
    """Whether a given name, plain, is one of the tables'."""
    return name in GROUPS or name in SHORTS


def is_short(name: str) -> bool:
    """Whether a given name, plain, is a short one that is hardly ever given in full: Mike, Liz, Uli."""
    return unmarked(name) in SHORTS and unmarked(name) not in _IN_FULL


@lru_cache(maxsize=1 << 14)
def spelled(name: str) -> frozenset[str]:
    """A given name, plain → the names it is a spelling of; itself where it stands in no line."""
    return GROUPS.get(name) or GROUPS.get(unmarked(name)) or frozenset((name,))


@lru_cache(maxsize=1 << 14)
def stands_for(name: str) -> frozenset[str]:
    """A given name, plain → the names it may stand for in full, and itself."""
    shorts = SHORTS.get(name) or SHORTS.get(unmarked(name)) or frozenset()
    return spelled(name).union(*(spelled(full) for full in shorts)) if shorts else spelled(name)
