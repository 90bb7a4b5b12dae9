"""The words of the export's Type column.

The form builder writes them in the language of CommCare HQ's interface (CommCare page 1.5). French
and Spanish are translated there almost wholly, Portuguese in part, Hindi and Swahili hardly at all
(CommCare HQ, locale/*/djangojs.po); where a word has no translation there, likely ones are listed.
A word that could mean two kinds is left out on purpose: it is imported as unknown, with a warning.
"""

import unicodedata
from functools import cache
from typing import Final, Literal

from mapper_gui.mapping.form import Kind

Choice = Literal["choice"]
CHOICE: Final[Choice] = "choice"

_WORDS: dict[Kind | Choice, str] = {
    CHOICE: "Choice | Choix | Opción | Opção | Escolha | विकल्प",
    Kind.TEXT: "Text | Texte | Texto | पाठ | टेक्स्ट",
    Kind.PHONE: "Phone Number or Numeric ID | Numéro de téléphone ou identifiant numérique"
    " | Número de teléfono o ID Numérico | Número de telefone ou ID numérico"
    " | Número de telefone ou identificador numérico",
    Kind.PASSWORD: "Password | Mot de passe | Contraseña | Palavra-passe | Senha | पासवर्ड",
    Kind.INTEGER: "Integer | Entier | Nombre entier | Entero | Número entero | Inteiro"
    " | Número inteiro | पूर्णांक",
    Kind.LONG: "Long | Entier long | Largo | Entero largo | Longo | Inteiro longo",
    Kind.DECIMAL: "Decimal | Décimal | Nombre décimal | Número decimal | दशमलव",
    Kind.DATE: "Date | Fecha | Data | तारीख | दिनांक",
    Kind.TIME: "Time | Heure | Hora | समय",
    Kind.DATETIME: "Date and Time | Date et Heure | Fecha y Hora | Data e Hora | तारीख और समय"
    " | दिनांक और समय",
    Kind.SINGLE: "Multiple Choice | Single Answer | Choix multiple | Choix multiples"
    " | Réponse unique | Opción Múltiple | Respuesta única | Múltipla escolha"
    " | Escolha múltipla | Resposta única | बहुविकल्पी | बहुविकल्पीय | बहु विकल्प",
    Kind.MULTIPLE: "Checkbox | Multiple Answer | Case à cocher | Cases à cocher"
    " | Réponse multiple | Réponses multiples | Casilla | Casilla de verificación"
    " | Casillas de verificación | Respuesta múltiple | Respuestas múltiples"
    " | Caixa de seleção | Caixas de seleção | Caixa de verificação | Resposta múltipla"
    " | Respostas múltiplas | चेकबॉक्स",
    Kind.SINGLE_LOOKUP: "Multiple Choice Lookup Table | Choix multiple (table de recherche)"
    " | Choix multiple table de recherche | Table de recherche à choix multiple"
    " | Tabla de búsqueda de opción múltiple | Opción múltiple tabla de búsqueda"
    " | Tabela de pesquisa de múltipla escolha | Tabela de consulta de múltipla escolha",
    Kind.MULTIPLE_LOOKUP: "Checkbox Lookup Table | Case à cocher table de recherche"
    " | Case à cocher (table de recherche) | Table de recherche à cases à cocher"
    " | Tabla de búsqueda de casilla | Casilla tabla de búsqueda"
    " | Tabela de pesquisa de caixa de seleção",
    Kind.LOOKUP_DATA: "Lookup Table Data | Données de la Table de Recherche"
    " | Datos de Tabla de Búsqueda | Datos de la tabla de búsqueda"
    " | Dados da tabela de pesquisa | Dados da tabela de consulta",
    Kind.GROUP: "Group | Groupe | Grupo | समूह",
    Kind.QUESTION_LIST: "Question List | Liste de questions | Lista de Preguntas"
    " | Lista de perguntas | Lista de questões | प्रश्न सूची",
    Kind.REPEAT: "Repeat Group | Répéter groupe | Groupe répété | Groupe de répétition"
    " | Groupe répétitif | Repetir Grupo | Grupo repetido | Grupo de repetición"
    " | Grupo repetitivo | Grupo de repetição | दोहराव समूह",
    Kind.LABEL: "Label | Étiquette | Libellé | Etiqueta | Rótulo | लेबल",
    Kind.HIDDEN: "Hidden Value | Valeur cachée | Valeur masquée | Valor Oculto"
    " | Valor escondido | छिपा हुआ मान",
    Kind.GPS: "GPS",
    Kind.BARCODE: "Barcode Scan | Lecture Code-barres | Lecture de code-barres"
    " | Scan de code-barres | Escaneo de código de barras | Leitura de código de barras"
    " | Leitura do código de barras",
    Kind.IMAGE: "Image Capture | Capture d'image | Captura de Imagen | Captura de imagem",
    Kind.AUDIO: "Audio Capture | Enregistrement audio | Capture audio | Captura de Audio"
    " | Captura de áudio",
    Kind.VIDEO: "Video Capture | Enregistrement vidéo | Capture vidéo | Captura de Video"
    " | Captura de vídeo",
    Kind.SIGNATURE: "Signature Capture | Capture de signature | Captura de Firma"
    " | Captura de assinatura",
    Kind.FACE: "Face Capture | Capture de visage | Captura de rostro | Captura de rosto",
    Kind.DOCUMENT: "Document Upload | Téléchargement de document | Téléversement de document"
    " | Carga de documento | Subir documento | Carregamento de documento"
    " | Carregar documento",
    Kind.CALLOUT: "Android App Callout | Appel d'application Android"
    " | Llamada a aplicación Android | Chamada de aplicativo Android",
    Kind.PRINT: "Print | Imprimer | Imprimir",
    # The rest is not translated in the form builder.
    Kind.CASE_ACTION: "Advanced Case Actions | Save to Case",
    Kind.BALANCE: "Balance",
    Kind.TRANSFER: "Transfer",
    Kind.DISPENSE: "Dispense",
    Kind.RECEIVE: "Receive",
    Kind.LEARN_MODULE: "Learn Module",
    Kind.ASSESSMENT: "Assessment Score",
    Kind.DELIVER_UNIT: "Deliver Unit",
    Kind.TASK: "Task",
    Kind.WORK_AREA: "Work Area Update",
    Kind.IGNORED: "Ignored XML | XML ignoré | XML ignorado",
    Kind.UNKNOWN: "Base",
}


def kind_of(word: str) -> Kind | Choice | None:
    """What a word in the Type column stands for; None when nobody knows it.

    Case, accents and repeated spaces do not matter.
    """
    return _by_word().get(_folded(word))


@cache
def _by_word() -> dict[str, Kind | Choice]:
    return {
        _folded(word): kind
        for kind, words in _WORDS.items()
        for word in words.split("|")  # every word is there once: a test holds it
    }


def _folded(word: str) -> str:
    word = word.casefold().replace("\u2019", "'")
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(word.split())
